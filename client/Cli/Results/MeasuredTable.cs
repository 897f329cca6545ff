using MathNet.Numerics.Statistics;
using S2Grid.Cli.Compare;
using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Results;

/// <summary>
/// Writes what machines measured: times in a table for each machine, kernel and provenance, because others do not compare; then counts
/// beside the simulator's. No predicted time stands beside a measured one.
/// </summary>
internal static class MeasuredTable
{
    private const int ShownIterations = 2;

    /// <summary>Values that stand in every row, whether they vary or not.</summary>
    private static readonly string[] AlwaysShown = ["scenario", "backing", "chunk"];

    /// <summary>Writes tables and notes.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="results">What to write.</param>
    /// <param name="format">Table or Markdown.</param>
    public static void Write(TextWriter output, MeasuredResults results, Format format)
    {
        string[] varying = [.. AxisColumns.Varying(results.Checks.Select(check => check.Group), AlwaysShown)];
        foreach (var machine in results.Measured.GroupBy(check => (check.Group.Provenance, check.Group.Agent, check.Group.Kernel, MeasuredNotes.LabelOf(check))))
        {
            CountCheck[] rows = [.. machine];
            (Provenance provenance, string? agent, string? kernel, string label) = machine.Key;
            output.WriteTable(
                $"Measured on {agent}, provenance {provenance.Word()}, kernel {kernel}, {label}: median of n runs", Times(rows, varying, results), format);
            output.WriteTable("Counts: machine vs simulator", Counts(rows, varying), format);
        }

        output.WriteNotes(MeasuredNotes.Of(results, varying), format);
        PublishedTable.WriteMeasured(output, results.Published, format);
    }

    private static TextTable Times(CountCheck[] rows, string[] varying, MeasuredResults results)
    {
        ComparisonMetric[] shown = [.. results.Times.Where(time => IsShown(time.Step!) && rows.Any(row => time.Samples(row.Group).Count > 0))];
        var table = new TextTable([.. varying, " n", .. shown.Select(time => " " + time.Step)]);
        foreach (CountCheck row in rows)
        {
            table.Add(
            [
                .. AxisColumns.Values(row.Group, varying),
                Invariant($"{row.Group.Runs}"),
                .. shown.Select(time => time.Samples(row.Group) is { Count: > 0 } samples ? Quantities.Time(samples.Median()) : ""),
            ]);
        }

        return table;
    }

    private static TextTable Counts(CountCheck[] rows, string[] varying)
    {
        bool hasFunctions = rows.Any(row => row.Counts.Any(count => count.IsFunction));
        string[] functions = hasFunctions ? [" function calls", " simulated", "verdict"] : [];
        var table = new TextTable([.. varying, " new tables", " simulated", "verdict", " dirty pages", " expected", "verdict", .. functions]);
        foreach (CountCheck row in rows)
        {
            table.Add(
            [
                .. AxisColumns.Values(row.Group, varying),
                .. Cells(row, count => count.What == CountComparison.Tables),
                .. Cells(row, count => count.What == CountComparison.DirtyPages),
                .. hasFunctions ? Cells(row, count => count.IsFunction) : [],
            ]);
        }

        return table;
    }

    private static string[] Cells(CountCheck row, Func<CountComparison, bool> which)
    {
        CountComparison[] counts = [.. row.Counts.Where(which)];
        return counts.Length == 0
            ? ["", "", "not counted"]
            : [Quantities.Count(counts.Sum(count => count.Measured)), Quantities.Count(counts.Sum(count => count.Simulated)), Verdict(row, counts)];
    }

    private static string Verdict(CountCheck row, CountComparison[] counts)
    {
        int differing = counts.Count(count => !count.IsEqual);
        return !row.Comparable.Intersect(counts).Any() ? "not comparable"
            : differing == 0 ? "match"
            : Invariant($"{differing} of {counts.Length} differ");
    }

    private static bool IsShown(string step) =>
        step.Split('-') is not [_, var iteration] || !int.TryParse(iteration, out int number) || number <= ShownIterations;
}
