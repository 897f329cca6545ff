using S2Grid.Cli.Output;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Cli.Compare;

/// <summary>Writes a comparison as one JSON document. Times are in nanoseconds, changes are fractions.</summary>
internal static class ComparisonJson
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, SweepComparison comparison) => JsonOutput.Write(output, new
    {
        comparison.Tests,
        Tables = comparison.Tables.Select(Table),
        comparison.Omissions,
        comparison.Faults,
    });

    private static object Table(ComparisonTable table) => new
    {
        Metric = table.Metric.Name,
        Quantity = table.Metric.Quantity.Word(),
        table.Metric.Unit,
        Scope = table.Origin.Scope.Describe(),
        Provenance = table.Origin.Provenance.Word(),
        table.Origin.Agent,
        table.Origin.Kernel,
        Heading = table.Heading.ToDictionary(value => value.Name, value => value.Value),
        table.By,
        table.Columns,
        Rows = table.Rows.Select(row => new { row.Values, Cells = row.Cells.Select(Cell) }),
        Means = table.Means.Select(mean => new
        {
            mean.Value,
            Interval = Bounds(mean.Interval),
            mean.Change,
            ChangeInterval = Bounds(mean.ChangeInterval),
        }),
    };

    private static object? Cell(ComparisonCell? cell) => cell is null ? null : new
    {
        Configuration = cell.Group.Configuration.Canonical,
        cell.Group.Kernel,
        cell.Group.Runs,
        cell.Group.Failed,
        cell.Group.Disturbed,
        cell.Group.Error,
        cell.Value,
        Interval = Bounds(cell.Interval),
        cell.Change,
        ChangeInterval = Bounds(cell.ChangeInterval),
        Test = Test(cell.Test),
        Samples = Samples(cell.Samples),
        Note = cell.Absence,
    };

    private static object? Test(ComparisonTest? test) => test is null ? null : new
    {
        test.P,
        PUncorrected = test.Result.P,
        Exact = test.Result.IsExact,
        test.Result.U,
        NBaseline = test.BaselineSamples,
        N = test.Samples,
        NNeeded = test.NeededSamples,
        Significant = test.IsSignificant,
    };

    private static object? Samples(SampleSummary? samples) => samples is null ? null : new
    {
        N = samples.Count,
        samples.Outliers,
        Drift = samples.Drift?.Correlation,
        DriftPUncorrected = samples.Drift?.P,
        samples.Drifts,
    };

    private static object? Bounds(Interval? interval) => interval is { } bounds ? new { bounds.Low, bounds.High } : null;
}
