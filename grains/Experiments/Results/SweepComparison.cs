using S2Grid.Common;
using S2Grid.Experiments.Statistics;
using S2Grid.Runs;

namespace S2Grid.Experiments.Results;

/// <summary>
/// Configurations compared: strategies (or any other axis) within a sweep, or two sweeps by the configurations that they share. What is
/// counted is exact, what is predicted has the cost model's interval, what is measured has intervals and corrected tests.
/// </summary>
public sealed class SweepComparison
{
    /// <summary>About how many configurations a comparison has at most; larger sweeps are exported run by run.</summary>
    public const int MaxConfigurations = 2000;

    private SweepComparison(
        TableBuilder builder,
        IReadOnlyList<ComparedGroup> groups,
        IReadOnlyList<ComparisonMetric> metrics,
        IReadOnlyList<string> faults)
    {
        Faults = faults;
        IReadOnlyList<ComparisonTable> tables = builder.Build(groups, metrics);
        Omissions = [.. builder.Omissions(tables).Distinct()];
        Tests = Cells(tables).Count(cell => cell.Test is not null);
        Tables = CorrectDrifts(CorrectTests(tables));
    }

    /// <summary>The tables: for each heading, in the order of the runs, one of each metric.</summary>
    public IReadOnlyList<ComparisonTable> Tables { get; }

    /// <summary>The configurations in the order of the runs, each with its figures by all metrics.</summary>
    public IReadOnlyList<ComparedConfiguration> Configurations =>
    [
        .. from table in Tables
           from row in table.Rows
           from cell in row.Cells.OfType<ComparisonCell>()
           group (table, cell) by cell.Group into same
           orderby same.Key.FirstRun
           select new ComparedConfiguration(
               same.Key,
               same.First().table.Origin.Scope,
               same.DistinctBy(one => one.table.Metric).ToDictionary(one => one.table.Metric, one => one.cell)),
    ];

    /// <summary>The names of the effective values in which the tables differ.</summary>
    public IEnumerable<string> Varying => Tables.SelectMany(table => table.Heading)
        .GroupBy(value => value.Name)
        .Where(values => values.Select(value => value.Value).Distinct().Skip(1).Any())
        .Select(values => values.Key);

    /// <summary>How many tests the p-values are corrected for.</summary>
    public int Tests { get; }

    /// <summary>Why metrics that were asked for have no table, a sentence for each reason.</summary>
    public IReadOnlyList<string> Omissions { get; }

    /// <summary>Configurations whose simulated runs do not count alike, a sentence each: that is a fault of the program.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Compares configurations of one sweep.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="metrics">By what; see <see cref="ComparisonMetrics.Standard"/>.</param>
    /// <param name="by">The names of the effective values that vary from row to row; none that the baseline names.</param>
    /// <param name="baseline">What all is compared with: one value for each axis that is compared.</param>
    /// <exception cref="RefusedException">Results that would be compared do not come from the same; the message says what could be.</exception>
    public static SweepComparison Build(
        ComparedSweep sweep, IReadOnlyList<ComparisonMetric> metrics, IReadOnlyList<string> by, AxisPattern baseline) =>
        new(
            new TableBuilder(by, GroupMatcher.AreKernelsStrategies(sweep, [.. Axes.Names.Where((_, axis) => baseline.Values[axis] is not null)])),
            new GroupMatcher(by).Match(sweep, baseline),
            metrics,
            FaultsOf(sweep));

    /// <summary>Compares the configurations that two sweeps share, the second against the first.</summary>
    /// <param name="first">The baseline.</param>
    /// <param name="second">What is compared with it.</param>
    /// <param name="metrics">By what; see <see cref="ComparisonMetrics.Standard"/>.</param>
    /// <param name="by">The names of the effective values that vary from row to row.</param>
    /// <exception cref="RefusedException">
    /// They share none, or results do not come from the same; the message says what could be compared.
    /// </exception>
    public static SweepComparison Build(
        ComparedSweep first, ComparedSweep second, IReadOnlyList<ComparisonMetric> metrics, IReadOnlyList<string> by) =>
        new(
            new TableBuilder(by, GroupMatcher.AreKernelsUnlike([.. first.Groups, .. second.Groups])),
            new GroupMatcher(by).Match(first, second),
            metrics,
            FaultsOf(first, second));

    private static IReadOnlyList<string> FaultsOf(params IEnumerable<ComparedSweep> sweeps) =>
    [
        .. from sweep in sweeps
           from runs in sweep.Groups
           let differing = runs.Steps.SelectMany(step => step.Differing).ToArray()
           where differing.Length > 0
           let what = $"{runs.Configuration.Canonical} in {sweep.Name}"
           select $"Runs of {what} must be alike, but differ: {string.Join(", ", differing)}. "
               + "Please report this fault of the program; what it counted here is not shown.",
    ];

    private static IReadOnlyList<ComparisonTable> CorrectTests(IReadOnlyList<ComparisonTable> tables)
    {
        double[] family = [.. Cells(tables).Select(cell => cell.Test?.P).OfType<double>()];
        var corrected = new Queue<double>(Holm.Adjust(family));
        return Replace(tables, cell => cell.Test is { } test ? cell with { Test = test.InFamily(corrected.Dequeue(), family.Length) } : cell);
    }

    private static IReadOnlyList<ComparisonTable> CorrectDrifts(IReadOnlyList<ComparisonTable> tables)
    {
        double[] family = [.. Cells(tables).Select(cell => cell.Samples?.Drift?.P).OfType<double>()];
        var corrected = new Queue<double>(Holm.Adjust(family));
        return Replace(tables, cell => cell.Samples is { Drift: not null } samples
            ? cell with { Samples = samples with { Drifts = corrected.Dequeue() < ComparisonTest.Level } }
            : cell);
    }

    private static IEnumerable<ComparisonCell> Cells(IReadOnlyList<ComparisonTable> tables) =>
        tables.SelectMany(table => table.Rows).SelectMany(row => row.Cells).OfType<ComparisonCell>();

    private static IReadOnlyList<ComparisonTable> Replace(
        IReadOnlyList<ComparisonTable> tables, Func<ComparisonCell, ComparisonCell> replace) =>
    [
        .. tables.Select(table => table with
        {
            Rows = [.. table.Rows.Select(row => row with { Cells = [.. row.Cells.Select(cell => cell is null ? null : replace(cell))] })],
        }),
    ];
}
