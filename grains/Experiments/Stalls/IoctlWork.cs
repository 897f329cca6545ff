using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Stalls;

/// <summary>
/// What the ioctl that enables dirty logging, or clears the log, does between two chances for others to take the MMU lock, as the engine
/// counts it for a slot that nobody writes to meanwhile.
/// </summary>
/// <remarks>
/// Enable: pieces of the largest block are write-protected, the slot is flushed without the lock, then chunk after chunk is split, with a
/// top-up without the lock before each. CLEAR: word after word of 64 pages is write-protected and split, and the slot is flushed at the
/// end; without a split the lock is held throughout. The first GiB, or the first chunk if that is more, is split chunk by chunk; the
/// rest of the slot is taken to go alike.
/// </remarks>
internal sealed class IoctlWork
{
    /// <summary>How much of the slot is counted piece by piece, in bytes.</summary>
    internal const ulong Sample = 1UL << 30;

    private readonly List<EventCounts> kinds = [];
    private readonly List<bool> allocates = [];
    private readonly List<int> sequence = [];
    private readonly CostModel model;
    private readonly RunConfiguration run;
    private readonly VmConfiguration slot;
    private readonly bool isEager;
    private readonly bool[] isOfSplit;
    private readonly EventCounts protection;
    private readonly EventCounts flush;
    private readonly EventCounts topUps;
    private readonly int pieces;
    private readonly int ioctls = 1;
    private readonly int splits;
    private readonly double scale;

    /// <summary>Counts the work of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="model">The model.</param>
    /// <param name="part">How much of the slot is simulated once it is write-protected, in bytes.</param>
    internal IoctlWork(RunConfiguration run, CostModel model, ulong part)
    {
        (this.run, this.model, slot) = (run, model, run.ToVmConfiguration());
        scale = slot.Memory / (double)part;
        isOfSplit = EventCounts.Choose(
            model, parameter => parameter.Phase is not (CostPhase.TopUps or CostPhase.WriteProtect) && !IsFlush(parameter));
        isEager = slot.Strategy.Hints.Eager && slot.Chunk != SplitChunk.None;
        using var vm = new SimulatedVm(slot);
        Count(vm, VmStepKind.Populate);
        StepCounters protecting = Count(vm, IsClear ? VmStepKind.Clear : VmStepKind.WriteProtect);
        protection = EventCounts.Of(model, protecting, parameter => parameter.Phase == CostPhase.WriteProtect);
        flush = EventCounts.Of(model, protecting, IsFlush);
        if (IsClear && slot.ClearPages > 0)
            ioctls = (int)Math.Ceiling((slot.Memory >> slot.PageShift) / (double)slot.ClearPages / scale);

        // A CLEAR that does not split drops the lock nowhere.
        pieces = IsClear ? ioctls : (int)Math.Max(1, protecting["wp_chunks"]);
        topUps = new EventCounts(model);
        StepCounters splitting = isEager && !IsClear ? Count(vm, VmStepKind.Split) : new StepCounters();
        var all = new StepCounters();
        all.Add(protecting);
        all.Add(splitting);
        Refusal = model.Refusal(run, Scope.Ioctl, Provenance.Simulated, all);
        if (!isEager || Refusal is not null)
            return;

        topUps = EventCounts.Of(model, IsClear ? protecting : splitting, parameter => parameter.Phase == CostPhase.TopUps);
        splits = SplitSample(part);
    }

    /// <summary>Why the model predicts nothing of it, in a sentence; null if it does.</summary>
    internal string? Refusal { get; }

    private bool IsClear => run.Scenario == Scenario.Clear;

    /// <summary>How much of the slot is worked on between two chances to take the lock.</summary>
    internal static ulong BytesOfHold(RunConfiguration run)
    {
        VmConfiguration slot = run.ToVmConfiguration();
        bool isClear = run.Scenario == Scenario.Clear;
        if (!slot.Strategy.Hints.Eager || slot.Chunk == SplitChunk.None)
            return isClear && slot.ClearPages > 0 ? slot.ClearPages << slot.PageShift : Sample;

        ulong piece = PieceOf(slot, isClear);
        return isClear && slot.Strategy.Hints.ClearSplit == Mmu.Strategies.ClearSplit.OncePerBlock
            ? Math.Max(piece, slot.Geometry.GranuleSize(Stage2Geometry.LastLevel - 1)) : piece;
    }

    /// <summary>Whether it takes an event of the model.</summary>
    internal bool Has(int of) =>
        protection.Has(of) || flush.Has(of) || topUps.Has(of) || kinds.Exists(kind => kind.Has(of));

    /// <summary>What it takes at these costs.</summary>
    internal IoctlTimes At(double[] costs)
    {
        double[] held = [.. kinds.Select(kind => kind.Time(costs))];
        double perFlush = flush.Time(costs) / (IsClear ? ioctls * scale : 1);
        if (splits == 0)
            return Times(pieces, i => Protect(i, IsClear && i > 0 ? perFlush : 0), perFlush);

        double topUp = topUps.Time(costs) / splits / scale;
        double protect = protection.Time(costs) / splits / scale;
        if (!IsClear)
            return Times(pieces + splits, i => i < pieces ? Protect(i, 0) : Split(i - pieces, i == pieces ? perFlush : 0, 0), 0);

        int splitsOfIoctl = Math.Max(1, splits / ioctls);
        return Times(splits, i => Split(i, i > 0 && i % splitsOfIoctl == 0 ? perFlush : 0, protect), perFlush);

        IoctlTimes Times(int count, Func<int, LockHold> hold, double after) =>
            new(count, hold, after) { Whole = IsClear ? 0 : pieces, Scale = scale };

        LockHold Protect(int i, double gap) =>
            new(gap, protection.Time(costs) / pieces / (IsClear ? scale : 1), (i + 1) / (double)pieces, 0, i > 0 && IsClear);

        LockHold Split(int i, double gap, double protecting)
        {
            double to = (i + 1) / (double)splits;
            bool isDropped = i == 0 ? !IsClear : allocates[sequence[(i - 1) % sequence.Count]];
            return new(gap + topUp, protecting + held[sequence[i % sequence.Count]], IsClear ? to : 1, to, isDropped);
        }
    }

    /// <summary>Splits the first GiB of the slot piece by piece.</summary>
    /// <returns>How many pieces the part has.</returns>
    private int SplitSample(ulong part)
    {
        ulong chunk = ChunkOf(slot);
        ulong piece = PieceOf(slot, IsClear);
        ulong step = BytesOfHold(run);
        ulong sampled = Math.Min(slot.Memory, Math.Max(Sample, step));
        using var vm = new SimulatedVm(slot with { Base = VmConfiguration.DefaultBase, Memory = Math.Min(slot.Memory, chunk) });
        Count(vm, VmStepKind.Populate);
        long cache = Count(vm, VmStepKind.Split)["topup_pages"];
        vm.Reset(slot with { Memory = sampled });
        Count(vm, VmStepKind.Populate);
        var counters = new StepCounters();
        for (ulong offset = 0; offset < sampled; offset += step)
        {
            ulong size = Math.Min(piece, sampled - offset);
            vm.Run(new VmStep { Kind = VmStepKind.SplitRange, Offset = offset, Size = size, CachePages = cache }, counters);
            Add(counters);
        }

        return (int)((part + step - 1) / step);
    }

    private void Add(StepCounters counters)
    {
        var counts = EventCounts.Of(model, counters, isOfSplit);
        int kind = kinds.IndexOf(counts);
        if (kind < 0)
        {
            kind = kinds.Count;
            kinds.Add(counts);
            allocates.Add(counters["tables_allocated"] > 0);
        }

        sequence.Add(kind);
    }

    private static ulong ChunkOf(VmConfiguration slot) => slot.Chunk.IsWhole ? slot.Memory : slot.Chunk.Bytes;

    private static ulong PieceOf(VmConfiguration slot, bool isClear) =>
        isClear ? Math.Min((ulong)PageSelection.WordPages << slot.PageShift, ChunkOf(slot)) : ChunkOf(slot);

    private static bool IsFlush(CostParameter parameter) => parameter.CounterName is "tlbi_range" or "tlbi_range_pages" or "tlbi_vmid";

    private static StepCounters Count(SimulatedVm vm, VmStepKind kind)
    {
        var counters = new StepCounters();
        vm.Run(new VmStep { Kind = kind }, counters);
        return counters;
    }
}
