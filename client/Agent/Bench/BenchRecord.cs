using static System.FormattableString;

namespace S2Grid.Agent.Bench;

/// <summary>What bench has measured of one experiment on one kernel, as it is kept to be compared with.</summary>
/// <param name="KernelLabel">What the kernel is called.</param>
/// <param name="Kernel">Its release and build.</param>
/// <param name="Provenance">Where the times come from.</param>
/// <param name="Settings">The experiment, by the names of its settings.</param>
/// <param name="Surroundings">What stood around the first run, by name.</param>
/// <param name="Steps">The steps of the runs, in order, without those of warm-ups.</param>
internal sealed record BenchRecord(
    string KernelLabel,
    string Kernel,
    string Provenance,
    SortedDictionary<string, string> Settings,
    SortedDictionary<string, string> Surroundings,
    IReadOnlyList<BenchStep> Steps)
{
    /// <summary>What tells one machine from another, as far as its times go, with the words for it.</summary>
    private static readonly (string Name, string Words)[] OfMachine =
        [("cpu_model", "the CPU"), ("midr", "MIDR"), ("page_bytes", "the page size")];

    /// <summary>The settings of an experiment, by name; what changes no time is left out.</summary>
    internal static SortedDictionary<string, string> SettingsOf(Experiment experiment) => new(
        ExperimentSettings.All
            .Where(setting => setting.IsIdentity && setting != Axes.Strategy)
            .ToDictionary(setting => setting.Name, experiment.Text),
        StringComparer.Ordinal);

    /// <summary>Makes one of the reports of runs that succeeded, all of one experiment.</summary>
    internal static BenchRecord Of(string kernelLabel, Experiment experiment, IReadOnlyList<RunReport> reports) => new(
        kernelLabel,
        reports[0].Kernel,
        reports[0].Provenance,
        SettingsOf(experiment),
        new SortedDictionary<string, string>(reports[0].SurroundingsBefore, StringComparer.Ordinal),
        [
            .. reports[0].Samples[^1].Steps.Select((step, index) => new BenchStep(
                step.Name, step.Scope, [.. reports.Select(report => report.Samples[^1].Steps[index].Nanoseconds)])),
        ]);

    /// <summary>Why times taken here and now say nothing beside these; null if they do.</summary>
    /// <param name="provenance">Where times come from here.</param>
    /// <param name="here">What stands around here, by name.</param>
    internal string? WhyNotBeside(string provenance, IReadOnlyDictionary<string, string> here)
    {
        if (provenance != Provenance)
            return $"its provenance is {Provenance}, here it is {provenance}.";

        foreach ((string name, string words) in OfMachine)
        {
            if (Differs(name) is var (there, now))
                return $"it is of another machine: {words} was {there}, here it is {now}.";
        }

        return Differs("tlbi_repeat") is var (before, after)
            ? $"a workaround that repeats each TLB invalidation was {before} there and is {after} here."
            : null;

        (string There, string Here)? Differs(string name) => Surroundings.TryGetValue(name, out string? there)
            && here.TryGetValue(name, out string? now) && there != now ? (there, now) : null;
    }

    /// <summary>The settings that another experiment has otherwise, in words.</summary>
    internal string Differences(SortedDictionary<string, string> other) => string.Join(", ",
        from setting in Settings.Keys.Union(other.Keys)
        let there = Settings.GetValueOrDefault(setting, "")
        let here = other.GetValueOrDefault(setting, "")
        where there != here
        select Invariant($"{setting} {there}, here {here}"));
}
