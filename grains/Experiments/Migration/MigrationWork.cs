using S2Grid.Experiments.Models;
using S2Grid.Experiments.Stalls;

namespace S2Grid.Experiments.Migration;

/// <summary>What dirty logging takes in a migration, by the engine's counts.</summary>
/// <param name="Start">What it takes until the log is on and memory is split.</param>
/// <param name="Clear">What it takes to clear all pages of the log.</param>
/// <param name="Faults">The faults that make all pages dirty.</param>
/// <param name="Pages">How many pages there are.</param>
/// <param name="Refusal">Why nothing can be predicted of it, in a sentence; null if something can.</param>
internal sealed record MigrationWork(EventCounts Start, EventCounts Clear, EventCounts Faults, double Pages, string? Refusal)
{
    /// <summary>Counts a run's ioctls, the CLEAR of all its pages once they are written, and its faults.</summary>
    internal static MigrationWork Of(RunConfiguration run, CostModel model)
    {
        VmConfiguration slot = run.ToVmConfiguration();
        using var vm = new SimulatedVm(slot);
        bool isClear = run.Scenario == Scenario.Clear;
        Run(VmStepKind.Populate);
        StepCounters start = isClear ? Run(VmStepKind.Clear) : Run(VmStepKind.WriteProtect, VmStepKind.Split);
        StepCounters faults = Run(VmStepKind.Write);
        string? refusal = model.Refusal(run, Scope.Ioctl, Provenance.Simulated, start)
            ?? model.Refusal(run, Scope.Guest, Provenance.Simulated, faults);
        return new MigrationWork(Counts(start), Counts(Run(VmStepKind.Clear)), Counts(faults), slot.Memory >> slot.PageShift, refusal);

        EventCounts Counts(StepCounters counters) => EventCounts.Of(model, counters, _ => true);

        StepCounters Run(params ReadOnlySpan<VmStepKind> kinds)
        {
            var sum = new StepCounters();
            foreach (VmStepKind kind in kinds)
            {
                var counters = new StepCounters();
                vm.Run(new VmStep { Kind = kind }, counters);
                sum.Add(counters);
            }

            return sum;
        }
    }

    /// <summary>The migration of a run at certain costs.</summary>
    internal PreCopy At(RunConfiguration run, double[] costs)
    {
        double pageBytes = 1 << run.PageShift;
        double hot = run.Get(Axes.HotSet) / 100.0;
        return new PreCopy(
            new WritePattern(run.Memory, hot, hot < 1 ? WritePattern.HotShare : 1),
            run.Get(Axes.Bandwidth),
            Start.Time(costs) / 1e9,
            Clear.Time(costs) / Pages / 1e9 / pageBytes,
            run.Get(Axes.Vcpus) * pageBytes * 1e9 / (Faults.Time(costs) / Pages),
            run.Get(Axes.MaxDowntime) / 1e3);
    }
}
