using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Results;

/// <summary>What the runs of one configuration that come from one place came to.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Provenance">Where the results come from.</param>
/// <param name="Agent">The agent that measured; null for simulated runs.</param>
/// <param name="Kernel">The kernel that was measured; null for simulated runs.</param>
/// <param name="FirstRun">The smallest number among the runs.</param>
/// <param name="Runs">Runs that succeeded.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Error">Why the first run that failed did; null if none did.</param>
/// <param name="Steps">What the runs that succeeded counted and measured.</param>
public sealed record RunGroup(
    RunConfiguration Configuration,
    Provenance Provenance,
    string? Agent,
    string? Kernel,
    long FirstRun,
    long Runs,
    long Failed,
    string? Error,
    IReadOnlyList<StepGroup> Steps)
{
    /// <summary>The split strategy that the measured kernel is said to have; null or empty where nobody has said.</summary>
    public string? KernelStrategy { get; init; }

    /// <summary>The measured machine's architecture; null where nobody has said.</summary>
    public string? Architecture { get; init; }

    /// <summary>The measured kernel's page size in bytes; 0 where nobody has said.</summary>
    public long PageBytes { get; init; }

    /// <summary>Whether the measured kernel repeats each TLB invalidation, in the agent's words; null where nobody has said.</summary>
    public string? TlbiRepeat { get; init; }

    /// <summary>The errata that the measured kernel works around; null where nobody has said.</summary>
    public string? Errata { get; init; }

    /// <summary>Measured runs whose times may be disturbed, as their machine says.</summary>
    public long Disturbed { get; init; }

    /// <summary>
    /// What machines counted in the runs that succeeded, each distinct outcome once, by its first run and without times; empty for
    /// simulated runs and where it was not asked for.
    /// </summary>
    public IReadOnlyList<Measurement> Counted { get; init; } = [];

    /// <summary>The group that a simulated run makes, or several of its configuration: they count alike, so the first stands for
    /// all.</summary>
    /// <param name="alike">The runs, all succeeded or all failed.</param>
    public static RunGroup Of(params IReadOnlyList<RunResult> alike)
    {
        RunResult first = alike[0];
        bool failed = first.State == RunState.Failed;
        return new RunGroup(
            first.Run.Configuration,
            first.Provenance,
            null,
            null,
            first.Run.Index,
            failed ? 0 : alike.Count,
            failed ? alike.Count : 0,
            first.Error,
            failed ? [] : [.. first.Steps.Select(step => new StepGroup(step.Name, step.Scope, step.Counters, [], []))]);
    }
}
