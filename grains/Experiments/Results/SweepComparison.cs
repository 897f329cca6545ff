using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

/// <summary>
/// Configurations compared: strategies (or any other axis) within a sweep, or sweeps by the configurations that they share. What is
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
        Tables = [.. CorrectDrifts(CorrectTests(tables)).Select(WithoutMeansOfNothing)];
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

    /// <summary>What is compared: one sweep, or the baseline and others.</summary>
    public IReadOnlyList<ComparedSweep> Sweeps { get; private init; } = [];

    /// <summary>The names of the values that need not be equal.</summary>
    public IReadOnlyList<string> IgnoredAxes { get; private init; } = [];

    /// <summary>In what the sides differ besides what is compared, since that was asked for, a sentence each.</summary>
    public IReadOnlyList<string> Ignored { get; private init; } = [];

    /// <summary>Configurations whose simulated runs do not count alike, a sentence each: that is a fault of the program.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Compares configurations of one sweep.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="metrics">By what; see <see cref="ComparisonMetrics.Standard"/>.</param>
    /// <param name="by">The names of the effective values that vary from row to row; none that the baseline names.</param>
    /// <param name="baseline">What all is compared with: one value for each axis that is compared.</param>
    /// <exception cref="RefusedException">Results that would be compared do not come from the same; the message says what could
    /// be.</exception>
    public static SweepComparison Build(
        ComparedSweep sweep, IReadOnlyList<ComparisonMetric> metrics, IReadOnlyList<string> by, AxisPattern baseline) =>
        new(
            new TableBuilder(by,
                GroupMatcher.AreKernelsStrategies(sweep, [.. Axes.Names.Where((_, axis) => baseline.Values[axis] is not null)])),
            new GroupMatcher(by).Match(sweep, baseline),
            metrics,
            FaultsOf(sweep))
        {
            Sweeps = [sweep],
        };

    /// <summary>Compares the configurations that sweeps share, all others against the first.</summary>
    /// <param name="sweeps">The baseline, and what is compared with it.</param>
    /// <param name="metrics">By what; see <see cref="ComparisonMetrics.Standard"/>.</param>
    /// <param name="by">The names of the effective values that vary from row to row.</param>
    /// <param name="ignored">The names of the values that need not be equal.</param>
    /// <exception cref="RefusedException">
    /// One shares none with the first, or results do not come from the same; the message says what differs and what could be compared.
    /// </exception>
    public static SweepComparison Build(
        IReadOnlyList<ComparedSweep> sweeps, IReadOnlyList<ComparisonMetric> metrics, IReadOnlyList<string> by,
        params IReadOnlyList<string> ignored) =>
        new(
            new TableBuilder(by, GroupMatcher.AreKernelsUnlike([.. sweeps.SelectMany(sweep => sweep.Groups)])),
            new SweepMatcher(by, ignored).Match(sweeps),
            metrics,
            FaultsOf(sweeps))
        {
            Sweeps = sweeps,
            IgnoredAxes = ignored,
            Ignored =
            [
                .. from name in ignored
                   let values = sweeps.Select(sweep =>
                       $"{string.Join(" and ", sweep.Groups.Select(group => group.Configuration[name]).Distinct())} in {sweep.Name}")
                   select $"Ignored: {name} is {string.Join(", ", values)}; what that changes is part of every change here.",
            ],
        };

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

    /// <summary>A table without the means of changes of which none was found.</summary>
    private static ComparisonTable WithoutMeansOfNothing(ComparisonTable table) => table with
    {
        Means =
        [
            .. from mean in table.Means.Select((mean, column) => (Of: mean, Column: column))
               let tests = table.Rows.Select(row => row.Cells[mean.Column]?.Test).OfType<ComparisonTest>().ToArray()
               let isNoneFound = tests.Length > 0 && !tests.Any(test => test.IsSignificant)
               select isNoneFound ? mean.Of with { Change = null, IsNoneFound = true } : mean.Of,
        ],
    };

    private static IReadOnlyList<ComparisonTable> CorrectTests(IReadOnlyList<ComparisonTable> tables) => Correct(
        tables, cell => cell.Test?.P, (cell, p, family) => cell with { Test = cell.Test!.InFamily(p, family) });

    private static IReadOnlyList<ComparisonTable> CorrectDrifts(IReadOnlyList<ComparisonTable> tables) => Correct(
        tables,
        cell => cell.Samples?.Drift?.P,
        (cell, p, _) => cell with { Samples = cell.Samples! with { Drifts = p < ComparisonTest.Level } });

    /// <summary>Corrects the p-values of a family, which are those of all cells that have one.</summary>
    private static IReadOnlyList<ComparisonTable> Correct(
        IReadOnlyList<ComparisonTable> tables, Func<ComparisonCell, double?> p, Func<ComparisonCell, double, int, ComparisonCell> correct)
    {
        double[] family = [.. Cells(tables).Select(p).OfType<double>()];
        var corrected = new Queue<double>(Holm.Adjust(family));
        return
        [
            .. tables.Select(table => table with
            {
                Rows = [.. table.Rows.Select(row => row with { Cells = [.. row.Cells.Select(Replace)] })],
            }),
        ];

        ComparisonCell? Replace(ComparisonCell? cell) =>
            cell is null || p(cell) is null ? cell : correct(cell, corrected.Dequeue(), family.Length);
    }

    private static IEnumerable<ComparisonCell> Cells(IReadOnlyList<ComparisonTable> tables) =>
        tables.SelectMany(table => table.Rows).SelectMany(row => row.Cells).OfType<ComparisonCell>();
}
