using MathNet.Numerics.Statistics;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Views.Results;

/// <summary>
/// Writes what machines measured: times in a table for each machine, kernel and provenance, because others do not compare; then counts
/// beside the simulator's. No predicted time stands beside a measured one.
/// </summary>
public static class MeasuredTable
{
    private const int ShownIterations = 2;

    /// <summary>Values that stand in every row, whether they vary or not.</summary>
    private static readonly string[] AlwaysShown = ["scenario", "backing", "chunk"];

    /// <summary>Writes the tables and their notes.</summary>
    public static void Write(Page page, MeasuredResults results)
    {
        string[] varying = [.. ConfigurationColumns.Varying(results.Checks.Select(check => check.Group), AlwaysShown)];
        foreach (var machine in results.Measured.GroupBy(check =>
            (check.Group.Provenance, check.Group.Agent, check.Group.Kernel, MeasuredNotes.LabelOf(check))))
        {
            CountCheck[] rows = [.. machine];
            (Provenance provenance, string? agent, string? kernel, string label) = machine.Key;
            Write(
                $"Measured on {agent}, provenance {provenance.Word()}, kernel {kernel}, {label}: median of n runs",
                rows, new(" n", row => Invariant($"{row.Group.Runs}")), Times(rows, results));
            Write("Counts: machine vs simulator", rows, null, Counts(rows));
        }

        page.WriteNotes(MeasuredNotes.Of(results, varying));
        PublishedTable.WriteMeasured(page, results.Published);

        // To a mail each metric in a table of its own.
        void Write(string heading, CountCheck[] rows, Column<CountCheck>? number, IEnumerable<Column<CountCheck>[]> metrics)
        {
            Column<CountCheck>[] first =
                [.. ConfigurationColumns.Of<CountCheck>(varying, row => row.Group), .. number is null ? [] : new[] { number }];
            IEnumerable<Column<CountCheck>[]> tables =
                page.Format == Format.Mail ? metrics : [[.. metrics.SelectMany(metric => metric)]];
            foreach (Column<CountCheck>[] columns in tables)
                page.WriteTable(heading, Column<CountCheck>.Table([.. first, .. columns], rows));
        }
    }

    private static IEnumerable<Column<CountCheck>[]> Times(CountCheck[] rows, MeasuredResults results) =>
        from time in results.Times
        where IsShown(time.Step!) && rows.Any(row => time.Samples(row.Group).Count > 0)
        select new Column<CountCheck>[]
        {
            new(" " + time.Step, row => time.Samples(row.Group) is { Count: > 0 } samples ? Quantities.Time(samples.Median()) : ""),
        };

    private static IEnumerable<Column<CountCheck>[]> Counts(CountCheck[] rows) =>
    [
        Counted("new tables", "simulated", count => count.What == CountComparison.Tables),
        Counted("dirty pages", "expected", count => count.What == CountComparison.DirtyPages),
        .. rows.Any(row => row.Counts.Any(count => count.IsFunction))
            ? [Counted("function calls", "simulated", count => count.IsFunction)] : Array.Empty<Column<CountCheck>[]>(),
    ];

    private static Column<CountCheck>[] Counted(string measured, string expected, Func<CountComparison, bool> which)
    {
        return
        [
            new($" {measured}", row => Sum(row, count => count.Measured)),
            new($" {expected}", row => Sum(row, count => count.Simulated)),
            new("verdict", row => Verdict(row, [.. row.Counts.Where(which)])),
        ];

        string Sum(CountCheck row, Func<CountComparison, long> count) =>
            row.Counts.Any(which) ? Quantities.Count(row.Counts.Where(which).Sum(count)) : "";
    }

    private static string Verdict(CountCheck row, CountComparison[] counts)
    {
        int differing = counts.Count(count => !count.IsEqual);
        return counts.Length == 0 ? "not counted"
            : !row.Comparable.Intersect(counts).Any() ? "not comparable"
            : differing == 0 ? "match"
            : Invariant($"{differing} of {counts.Length} differ");
    }

    private static bool IsShown(string step) =>
        step.Split('-') is not [_, var iteration] || !int.TryParse(iteration, out int number) || number <= ShownIterations;
}
