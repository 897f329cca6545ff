using S2Grid.Cli.Compare;
using S2Grid.Cli.Reports;
using S2Grid.Contracts;
using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Measured;

/// <summary>
/// Writes what machines measured: times in a table for each machine, kernel and provenance, because others do not compare; then counts
/// beside the simulator's. No predicted time stands beside a measured one.
/// </summary>
internal static class MeasuredTableWriter
{
    private const int ShownIterations = 2;
    private const int ShownDifferences = 50;

    /// <summary>Values that stand in every row, whether they vary or not.</summary>
    private static readonly string[] AlwaysShown = ["scenario", "backing", "chunk"];

    /// <summary>Writes tables and notes.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="results">What to write.</param>
    /// <param name="sweep">The sweep whose results these are.</param>
    /// <param name="format">Table or Markdown.</param>
    public static void Write(TextWriter output, MeasuredTable results, SweepStatus sweep, Format format)
    {
        string[] varying = [.. Varying(results.Rows)];
        foreach (var machine in results.Rows.Where(row => row.Agent.Length > 0).GroupBy(row => (row.Provenance, row.Agent, row.Kernel, row.KernelStrategy)))
        {
            MeasuredRow[] rows = [.. machine];
            string strategy = machine.Key.KernelStrategy.Length > 0 ? $"labelled {machine.Key.KernelStrategy}" : "without a label";
            Heading(output, $"Measured on {machine.Key.Agent}, provenance {Provenance(machine.Key.Provenance)}, kernel {machine.Key.Kernel}, {strategy}: median of n runs", format);
            Times(rows, varying).Write(output, format);
            output.WriteLine();
            Heading(output, "Counted there, beside the simulator", format);
            Counts(rows, varying).Write(output, format);
            output.WriteLine();
        }

        foreach (string note in Notes(results, sweep, varying))
        {
            output.WriteLine(format == Format.Markdown ? $"- {note}" : note);
        }
    }

    /// <summary>How a row is called in notes: its values that vary.</summary>
    internal static string NameOf(MeasuredRow row, IEnumerable<string> varying)
    {
        var values = row.Configuration.EffectiveValues.ToDictionary(value => value.Name, value => value.Value);
        return string.Join(' ', varying.Select(name => values[name]));
    }

    /// <summary>The values that tell rows apart, and those that readers look for.</summary>
    internal static IEnumerable<string> Varying(IReadOnlyList<MeasuredRow> rows) =>
        from name in rows.SelectMany(row => row.Configuration.EffectiveValues.Select(value => value.Name)).Distinct()
        where AlwaysShown.Contains(name)
            || rows.Select(row => row.Configuration.EffectiveValues.First(value => value.Name == name).Value).Distinct().Count() > 1
        select name;

    private static TextTable Times(MeasuredRow[] rows, string[] varying)
    {
        string[] steps = [.. rows.SelectMany(row => row.Times).Select(time => time.Step).Where(IsShown).Distinct().OrderBy(MeasuredStep.Order)];
        var table = new TextTable([.. varying, " n", .. steps.Select(step => " " + step)]);
        foreach (MeasuredRow row in rows)
        {
            table.Add(
            [
                .. Values(row, varying),
                Invariant($"{row.Runs}"),
                .. steps.Select(step => row.Times.FirstOrDefault(time => time.Step == step) is { } time ? MeasuredTimes.Describe(time.Median) : ""),
            ]);
        }

        return table;
    }

    private static TextTable Counts(MeasuredRow[] rows, string[] varying)
    {
        bool hasFunctions = rows.Any(row => row.Counts.Any(count => count.IsFunction));
        string[] functions = hasFunctions ? [" function calls", " simulated", "are"] : [];
        var table = new TextTable([.. varying, " new tables", " simulated", "are", " dirty pages", " expected", "are", .. functions]);
        foreach (MeasuredRow row in rows)
        {
            table.Add(
            [
                .. Values(row, varying),
                .. Cells(row, count => count.What == CountComparison.Tables),
                .. Cells(row, count => count.What == CountComparison.DirtyPages),
                .. hasFunctions ? Cells(row, count => count.IsFunction) : [],
            ]);
        }

        return table;
    }

    private static string[] Cells(MeasuredRow row, Func<CountComparison, bool> which)
    {
        CountComparison[] counts = [.. row.Counts.Where(which)];
        return counts.Length == 0
            ? ["", "", "not counted"]
            : [Invariant($"{counts.Sum(count => count.Measured):N0}"), Invariant($"{counts.Sum(count => count.Simulated):N0}"), Verdict(row, counts)];
    }

    private static string Verdict(MeasuredRow row, CountComparison[] counts)
    {
        int unlike = counts.Count(count => !count.IsEqual);
        if (!row.Comparable.Intersect(counts).Any())
        {
            return "not comparable";
        }

        return unlike == 0 ? "equal" : Invariant($"unlike in {unlike} of {counts.Length}");
    }

    private static IEnumerable<string> Notes(MeasuredTable results, SweepStatus sweep, string[] varying)
    {
        foreach (MeasuredRow row in results.Rows.Where(row => row.Failed > 0))
        {
            yield return Invariant($"{NameOf(row, varying)}: {row.Failed} failed, first with: {row.Error}");
        }

        (MeasuredRow Row, CountComparison Count)[] differences = [.. results.Differences];
        foreach ((MeasuredRow row, CountComparison count) in differences.Take(ShownDifferences))
        {
            yield return Invariant($"Differs: {NameOf(row, varying)}, {count.Step}, {count.What}: measured {count.Measured:N0}, simulated {count.Simulated:N0} ({count.Measured - count.Simulated:+#,0;-#,0}).");
        }

        if (differences.Length > ShownDifferences)
        {
            yield return Invariant($"... and {differences.Length - ShownDifferences} more differences: s2grid results {sweep.Name} --measured --format json");
        }

        foreach (string note in WalkerNotes(results).Concat(RowNotes(results, varying)).Concat(Provenances(results)))
        {
            yield return note;
        }
    }

    /// <summary>Which strategies' counts those of a kernel are.</summary>
    private static IEnumerable<string> WalkerNotes(MeasuredTable results)
    {
        foreach (var kernel in results.Rows.Where(row => row.AgreeingStrategies is not null && row.IsComparable).GroupBy(row => (row.Agent, row.Kernel, row.KernelStrategy)))
        {
            string[] agreeing = [.. kernel.Select(row => row.AgreeingStrategies!).Aggregate((some, others) => [.. some.Intersect(others)])];
            string label = kernel.Key.KernelStrategy.Length > 0 ? $"labelled {kernel.Key.KernelStrategy}" : "without a label";
            yield return agreeing.Length > 0
                ? $"The walker of {kernel.Key.Agent}'s kernel {kernel.Key.Kernel} ({label}) counts as the simulator does with strategy {string.Join(" or ", agreeing)}."
                : $"The walker of {kernel.Key.Agent}'s kernel {kernel.Key.Kernel} ({label}) counts as no strategy of the simulator does.";
        }
    }

    private static IEnumerable<string> RowNotes(MeasuredTable results, string[] varying) =>
        from row in results.Rows
        from note in row.Notes
        group NameOf(row, varying) by note into alike
        select Invariant($"{(alike.Count() == 1 ? alike.First() : Invariant($"{alike.Count()} configurations"))}: {alike.Key}.");

    private static IEnumerable<string> Provenances(MeasuredTable results)
    {
        int disturbed = results.Rows.Sum(row => row.Disturbed);
        if (disturbed > 0)
        {
            yield return Invariant($"{disturbed} runs may be disturbed; the column 'disturbed' of the CSV says why.");
        }

        if (results.Rows.Any(row => row.Agent.Length > 0 && !row.IsComparable))
        {
            yield return "Tables are compared on arm64 only: what the simulator builds is arm64's stage 2.";
        }

        if (results.Rows.Any(row => row.Agent.Length > 0 && MeasuredTimes.IsLazyInNameOnly(row.Architecture, row.Configuration)))
        {
            yield return MeasuredTimes.LazyInNameOnly;
        }

        if (results.Rows.Any(row => row.Provenance is Experiments.Runs.Provenance.Emulated))
        {
            yield return "Emulated: counts are the kernel's own; times say nothing about hardware.";
        }

        if (results.Rows.Any(row => row.Provenance is Experiments.Runs.Provenance.Replayed))
        {
            yield return "Replayed: these figures were recorded elsewhere and played back.";
        }

        string[] guest = [.. results.Rows.SelectMany(row => row.Times).Where(time => time.Scope == Scope.Guest).Select(time => time.Step.Split('-')[0]).Distinct()];
        string scopes = guest.Length > 0 ? $" {string.Join(" and ", guest)} are the guest's writes, the others whole ioctls." : "";
        yield return $"Measured from user space with CLOCK_MONOTONIC_RAW; nothing here is predicted.{scopes}";
    }

    private static bool IsShown(string step) =>
        step.Split('-') is not [_, var iteration] || !int.TryParse(iteration, out int number) || number <= ShownIterations;

    private static IEnumerable<string> Values(MeasuredRow row, string[] names)
    {
        var values = row.Configuration.EffectiveValues.ToDictionary(value => value.Name, value => value.Value);
        return names.Select(name => values[name]);
    }

    private static string Provenance(Provenance provenance) => provenance.ToString().ToLowerInvariant();

    private static void Heading(TextWriter output, string text, Format format) => output.WriteLine(format == Format.Markdown ? $"### {text}\n" : text);
}
