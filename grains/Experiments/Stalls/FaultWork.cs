using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Stalls;

/// <summary>
/// What write faults do, by the engine's counts: the first one in a block that is not split, those that follow in such a block, and those
/// in what the ioctl has split. Where such faults differ, each is the mean of its kind.
/// </summary>
internal sealed class FaultWork
{
    private readonly EventCounts first;
    private readonly EventCounts next;
    private readonly EventCounts split;
    private readonly EventCounts broadcast;

    /// <summary>Counts the faults of a run.</summary>
    internal FaultWork(RunConfiguration run, CostModel model)
    {
        VmConfiguration slot = run.ToVmConfiguration();
        using var vm = new SimulatedVm(slot);
        Pages = (long)run.Dirty.Count(slot.Memory >> slot.PageShift, 1UL << slot.PageShift);
        StepCounters lazy = Write(vm, slot with { Chunk = SplitChunk.None }, run.Dirty);
        Refusal = Pages == 0 ? "No page is written, so no vCPU waits for another." :
            model.Refusal(run, Scope.Guest, Provenance.Simulated, lazy);
        if (Refusal is not null)
            return;

        CounterField blocks = CounterLayout.Find("bbm_block")!;
        Blocks = lazy.Total(blocks);
        EventCounts all = EventCounts.Of(model, lazy, _ => true);
        split = EventCounts.Of(model, Write(vm, slot, run.Dirty), _ => true).Scale(model, 1.0 / Pages);
        if (Blocks == 0)
        {
            (first, next, broadcast) = (new EventCounts(model), all.Scale(model, 1.0 / Pages), new EventCounts(model));
            return;
        }

        ulong block = slot.Geometry.GranuleSize(lazy["bbm_block", 1] > 0 ? 1 : Stage2Geometry.LastLevel - 1);
        var firsts = new PageSelection(PageSelectionKind.Stride, block);
        StepCounters inEach = Write(vm, slot with { Chunk = SplitChunk.None }, firsts);
        double blocksInEach = Math.Max(1, inEach.Total(blocks));
        first = EventCounts.Of(model, inEach, _ => true).Scale(model, 1 / blocksInEach);
        broadcast = EventCounts.Of(model, inEach, IsBroadcast).Scale(model, 1 / blocksInEach);
        next = Pages == Blocks ? first : first.Scale(model, -Blocks, all).Scale(model, 1.0 / (Pages - Blocks));
    }

    /// <summary>Why nothing can be predicted of them, in a sentence; null if something can.</summary>
    internal string? Refusal { get; }

    /// <summary>Pages that are written.</summary>
    internal long Pages { get; }

    /// <summary>Blocks of which any page is written.</summary>
    internal long Blocks { get; }

    /// <summary>Whether they take an event of the model.</summary>
    internal bool Has(int of) => first.Has(of) || next.Has(of) || split.Has(of) || broadcast.Has(of);

    /// <summary>What they take at these costs.</summary>
    internal FaultTimes At(double[] costs) =>
        new(Pages, Blocks, first.Time(costs), next.Time(costs), split.Time(costs), broadcast.Time(costs));

    /// <summary>Whether an event is one that all CPUs take part in.</summary>
    private static bool IsBroadcast(CostParameter parameter) =>
        parameter.Phase is CostPhase.BreakBeforeMake or CostPhase.Tlbi && parameter.CounterName != "tlbi_ipa_nsh";

    private static StepCounters Write(SimulatedVm vm, VmConfiguration slot, PageSelection pages)
    {
        vm.Reset(slot);
        var counters = new StepCounters();
        foreach (VmStepKind kind in (VmStepKind[])[VmStepKind.Populate, VmStepKind.WriteProtect, VmStepKind.Split])
            vm.Run(new VmStep { Kind = kind }, counters);

        vm.Run(new VmStep { Kind = VmStepKind.Write, Pages = pages }, counters);
        return counters;
    }
}
