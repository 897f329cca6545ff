using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using static System.FormattableString;

namespace S2Grid.Experiments.Results;

/// <summary>Published changes beside measured ones: only where the machine, the scope and the experiment are of one kind.</summary>
public static class MeasuredFigures
{
    private const string Enable = "time:enable";
    private const string Clear = "time:clear";
    private const int ClearIterations = 2;
    private const long PageBytes = 4096;

    /// <summary>How the published changes were measured, as far as that is known and can be set: values that a run must have, if it has
    /// any.</summary>
    private static readonly (Scenario? Scenario, string Name, string[] Values)[] Settings =
    [
        (null, "dirty-ring", ["false"]),
        (null, "memslots", ["1"]),
        (Scenario.Enable, "manual-protect", ["auto", "off"]),
        (Scenario.Clear, "manual-protect", ["auto", "initially-set"]),
        (Scenario.Clear, "clear-pages", ["64"]),
        (Scenario.Clear, "dirty", ["all"]),
    ];

    /// <summary>Every published figure whose experiment was measured, beside the change that was measured, or why there is none.</summary>
    /// <param name="sweep">What was measured.</param>
    /// <returns>For every agent and kernel of a candidate one; none for sweeps that were not measured.</returns>
    public static IReadOnlyList<PublishedComparison> Of(ComparedSweep sweep)
    {
        RunGroup[] measured = [.. sweep.Groups.Where(runs => runs.Runs > 0 && runs.Steps.Any(step => step.Seconds.Count > 0))];
        return
        [
            .. from figure in PublishedFigures.All
               from runs in measured
               where figure.AppliesTo(runs.Configuration)
               select Beside(figure, runs, sweep, measured),
        ];
    }

    private static PublishedComparison Beside(PublishedFigure figure, RunGroup runs, ComparedSweep sweep, RunGroup[] measured)
    {
        var beside = new PublishedComparison(figure, Quantity.Measured, runs.Agent ?? "an agent", null, null);
        RunConfiguration other = runs.Configuration.With(Axes.Strategy, SplitStrategies.Baseline);
        RunGroup[] baselines =
            [.. measured.Where(group =>
                group.Configuration.Equals(other) && (group.Provenance, group.Agent) == (runs.Provenance, runs.Agent))];
        if ((Refusal(figure, runs) ?? BaselineRefusal(baselines)) is { } refusal)
            return beside with { Absence = refusal };

        ComparisonMetric? metric =
            new ComparisonMetrics(sweep.Specification, measured).Find(figure.Scenario == Scenario.Enable ? Enable : Clear);
        if (metric is null)
            return beside with { Absence = $"No run has timed {figure.Timed}." };

        ComparisonCell cell = new CellBuilder(metric).Build(new ComparedGroup(runs, "", [], [], baselines[0], ""));
        return cell switch
        {
            { Absence: { } absence } => beside with { Absence = absence },
            { ChangeInterval: null } =>
                beside with { Absence = $"Fewer than {MedianInterval.MinSamples} samples a side have no interval." },
            _ => beside with { Ours = cell.ChangeInterval, Test = cell.Test },
        };
    }

    private static string? Refusal(PublishedFigure figure, RunGroup runs) => (figure, runs) switch
    {
        _ when figure.Scope != Scope.Ioctl =>
            $"Published is the time of the {figure.Scope.Describe()}, taken {figure.Timed}; an agent times the {Scope.Ioctl.Describe()}. "
            + "They are not of the same work; nothing that is measured from user space can stand beside it.",
        _ when runs.Provenance != figure.Provenance =>
            $"Published is a time on hardware, ours is {runs.Provenance.Word()}: {Why(runs.Provenance)} "
            + "Comparable would be a measurement on hardware.",
        _ when runs.Architecture is not (null or SimulatedCounts.Architecture) =>
            $"Published is a change on {SimulatedCounts.Architecture}, ours is of {runs.Architecture}, whose second stage is another "
            + $"one. Comparable would be a machine of {SimulatedCounts.Architecture}.",
        _ when runs.PageBytes is not (0 or PageBytes) =>
            Invariant($"Published is a change with pages of {PageBytes} bytes, ours is of {runs.PageBytes}. ")
                + "Comparable would be a kernel with the same pages.",
        _ when Unlike(figure, runs.Configuration) is { } unlike => unlike,
        _ when figure.Scenario == Scenario.Clear && Iterations(runs) != ClearIterations =>
            $"Published is a change over {ClearIterations} iterations, of which the first splits; ours has {Iterations(runs)}. Comparable "
            + $"would be kvm.iterations {ClearIterations}.",
        _ => null,
    };

    private static string? Unlike(PublishedFigure figure, RunConfiguration run)
    {
        string[] unlike =
        [
            .. from setting in Settings
               where setting.Scenario is null || setting.Scenario == figure.Scenario
               from value in run.ShownValues
               where value.Name == setting.Name && !setting.Values.Contains(value.Value)
               select $"{value.Name} {value.Value} instead of {string.Join(" or ", setting.Values)}",
        ];
        return unlike.Length == 0 ? null : $"Ours was measured with {string.Join(", ", unlike)}: that is another experiment.";
    }

    private static string Why(Provenance provenance) => provenance switch
    {
        Provenance.Emulated => "an emulated machine's time says nothing about hardware.",
        Provenance.Nested => "a virtual machine's KVM pays for what hardware does not.",
        _ => "its time is not that of a machine of today.",
    };

    private static string? BaselineRefusal(RunGroup[] baselines) => baselines.Length switch
    {
        0 => "The same agent has not measured the baseline.",
        1 => null,
        var several => $"The same agent has measured the baseline with {several} kernels; it must be one.",
    };

    private static int Iterations(RunGroup runs)
        => runs.Steps.Count(step => step.Name.StartsWith("clear-", StringComparison.Ordinal) && step.Seconds.Count > 0);
}
