using S2Grid.Times.Calibration;
using S2Grid.Views.Reading;
using static System.FormattableString;

namespace S2Grid.Cli.Times;

/// <summary>The ioctls that one machine has timed in some sweeps, with the simulator's counts.</summary>
internal sealed class MeasuredIoctls
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly OrderedDictionary<TimedStep, RunGroup> steps = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> leftOut = [];

    /// <summary>Reads sweeps, and simulates what they have measured.</summary>
    /// <param name="sweeps">The sweeps.</param>
    /// <param name="where">Only runs that meet this condition; null for all.</param>
    /// <exception cref="RefusedException">They were not measured, or not on one machine; the message says what differs.</exception>
    public MeasuredIoctls(IReadOnlyList<StoredSweep> sweeps, string? where)
    {
        CountCheck[] checks = [.. sweeps.SelectMany(sweep => CountCheck.Of(Measured(sweep, where)))];
        Machine = MachineOf(checks);
        foreach (CountCheck check in checks)
            Add(check);
        PageBytes = (int)checks[0].Group.PageBytes;
        Template = checks[0].Group.Counted[0];
    }

    /// <summary>The one machine.</summary>
    public CalibratedOn Machine { get; }

    /// <summary>Its kernel's page size in bytes.</summary>
    public int PageBytes { get; }

    /// <summary>A measurement of the machine.</summary>
    public Measurement Template { get; }

    /// <summary>The timed steps.</summary>
    public IReadOnlyList<TimedStep> Steps => steps.Keys;

    /// <summary>Which configurations say nothing, and why: a sentence for each reason.</summary>
    public IEnumerable<string> LeftOut => leftOut.CountBy(reason => reason)
        .Select(reason => Invariant($"Left out: {reason.Value} configuration{(reason.Value == 1 ? "" : "s")}. {reason.Key}"));

    /// <summary>The groups of runs.</summary>
    public IEnumerable<RunGroup> Groups => steps.Values.Distinct();

    /// <summary>The runs that a step belongs to.</summary>
    public RunGroup GroupOf(TimedStep step) => steps[step];

    /// <summary>The configurations with any run that meets a condition.</summary>
    public static IReadOnlySet<string> Meeting(IReadOnlyList<StoredSweep> sweeps, string? where, string condition) => sweeps
        .SelectMany(sweep => sweep.Runs.Group(where is null ? condition : $"({where}\n) AND ({condition}\n)", [], int.MaxValue).Groups)
        .Select(group => group.Configuration.Identity.Text)
        .ToHashSet();

    private static RunGroup[] Measured(StoredSweep sweep, string? where)
    {
        RunGroup[] groups = [.. sweep.Runs.Group(where, [], int.MaxValue, isCounted: true).Groups];
        RunGroup[] measured = [.. groups.Where(group => group is { Agent: not null, Runs: > 0, Configuration.Kvm: not null })];
        return measured.Length > 0 ? measured : throw new RefusedException(
            groups.Any(group => group.Provenance == Provenance.Simulated)
                ? $"{sweep.Name} is simulated: its runs have counts and no times. Costs are fitted to runs that agents have measured "
                    + "('backend: kvm')."
                : $"{sweep.Name} has no measured run that succeeded{(where is null ? "" : " and meets the condition")}.");
    }

    private static CalibratedOn MachineOf(CountCheck[] checks)
    {
        CalibratedOn[] machines =
            [.. checks.Select(check => new CalibratedOn(check.Group.Agent!, check.Group.Kernel ?? "", check.Group.Provenance)).Distinct()];
        if (machines.Length > 1)
        {
            throw new RefusedException(
                "Costs are those of one machine, kernel and provenance, and these runs are of several; choose with --where.",
                [.. machines.Skip(1).Select(other => $"{string.Join(", ", machines[0].Differences(other))}")]);
        }

        return checks[0].Group.Architecture == SimulatedCounts.Architecture ? machines[0] : throw new RefusedException(
            PredictedIoctls.Refusal(checks[0].Group.Architecture ?? "", machines[0].Provenance, null)!);
    }

    private void Add(CountCheck check)
    {
        RunGroup group = check.Group;
        RunConfiguration run = group.Configuration;
        string? refusal = group.Counted.Select(measured => PredictedIoctls.Refusal(run, measured)).FirstOrDefault(one => one is not null)
            ?? (check.Differences.Any() ? "The machine's counts differ from the simulator's." : null);
        if (refusal is not null || group.Counted.Count == 0)
        {
            leftOut.Add(refusal ?? "Nothing says what was counted.");
            return;
        }

        var simulated = PredictedIoctls.Simulate(run, group.Counted[0]);
        foreach (StepGroup step in group.Steps.Where(step => simulated.Steps.Contains(step.Name) && step.Seconds.Count > 0))
        {
            double[] times = [.. step.Seconds.Select(time => time * NanosecondsPerSecond)];
            steps.Add(new TimedStep(run.Identity.Text, step.Name, simulated.Counters(step.Name), times), group);
        }
    }
}
