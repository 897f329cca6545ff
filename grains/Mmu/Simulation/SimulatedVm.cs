using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Mapping;
using S2Grid.Mmu.Operations;
using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Simulation;

/// <summary>One simulated VM: its stage-2 tables, its page caches and the steps that can be done to it. Not thread-safe.</summary>
public sealed class SimulatedVm : IDisposable
{
    /// <summary>A part of what enters the identity of a run: raised whenever any counter of any configuration could change.</summary>
    public const string EngineVersion = "1";

    private readonly Stage2Mmu mmu;
    private readonly RegionReplay replay = new();
    private readonly long[] leaves = new long[Stage2Geometry.LevelCount];
    private State state;
    private bool dependsOnStrategy;
    private DirtyLog? log;

    /// <summary>Makes a VM with an empty tree.</summary>
    /// <param name="configuration">What to simulate.</param>
    /// <param name="tableMemoryLimit">The most bytes of native memory that the tables may take.</param>
    /// <exception cref="ArgumentException">The configuration describes no VM; the message lists every reason.</exception>
    /// <exception cref="TableMemoryException">There is not enough memory for the root.</exception>
    public SimulatedVm(VmConfiguration configuration, long tableMemoryLimit = long.MaxValue)
    {
        mmu = new Stage2Mmu(tableMemoryLimit);
        try
        {
            Reset(configuration);
        }
        catch
        {
            mmu.Dispose();
            throw;
        }
    }

    private enum State
    {
        Ready,
        Destroyed,
        Broken,
        Disposed,
    }

    /// <summary>What is simulated.</summary>
    public VmConfiguration Configuration => mmu.Configuration;

    /// <summary>Bytes of native memory that the VM holds for its tables.</summary>
    public long TableBytes => mmu.Tables.Bytes;

    /// <summary>Bytes of the tables in use, which is what <see cref="Save"/> copies.</summary>
    public long UsedTableBytes => mmu.Tables.UsedBytes;

    /// <summary>Gives back all tables and begins anew, as if the VM had just been made from <paramref name="configuration"/>.</summary>
    /// <remarks>Up to 32 MiB of table memory are kept for the next run.</remarks>
    /// <exception cref="ArgumentException">The configuration describes no VM; the message lists every reason.</exception>
    /// <exception cref="TableMemoryException">There is not enough memory for the root.</exception>
    public void Reset(VmConfiguration configuration)
    {
        ObjectDisposedException.ThrowIf(state == State.Disposed, this);
        string errors = string.Join(' ', configuration.Errors());
        if (errors.Length > 0)
            throw new ArgumentException(errors, nameof(configuration));

        state = State.Broken;
        mmu.Reset(configuration);
        Array.Clear(leaves);
        dependsOnStrategy = false;
        log = null;
        state = State.Ready;
    }

    /// <summary>Copies the state after the last step, so that several scripts can go on from it.</summary>
    /// <param name="snapshot">Takes the copy.</param>
    /// <exception cref="InvalidOperationException">The VM's tree was destroyed.</exception>
    public void Save(VmSnapshot snapshot)
    {
        ThrowIfUnusable();
        snapshot.Save(mmu, leaves, dependsOnStrategy, log);
    }

    /// <summary>Whether <see cref="Restore"/> would put this state back.</summary>
    public bool CanRestore(VmSnapshot snapshot, VmConfiguration configuration) =>
        state != State.Disposed && mmu.Tables.IsOwn(snapshot.Tables) && snapshot.Fits(configuration);

    /// <summary>
    /// Puts a saved state back: steps that follow do and count what they would have done had all steps before been done with
    /// <paramref name="configuration"/>.
    /// </summary>
    /// <param name="snapshot">A state of this VM since its last reset.</param>
    /// <param name="configuration">
    /// What to simulate from here on. It may differ in the TLB's range invalidation, in the kernel and, before any step has split, in the
    /// strategy and the chunk.
    /// </param>
    /// <exception cref="ArgumentException">The configuration differs in something that has made the state what it is.</exception>
    /// <exception cref="InvalidOperationException">The state is another VM's, or the VM was reset since.</exception>
    public void Restore(VmSnapshot snapshot, VmConfiguration configuration)
    {
        ObjectDisposedException.ThrowIf(state == State.Disposed, this);
        if (!snapshot.Fits(configuration))
            throw new ArgumentException("The saved state would be another with this configuration.", nameof(configuration));

        state = State.Broken;
        mmu.Restore(snapshot.Tables, snapshot.SplitCache, snapshot.VcpuCache, configuration);
        snapshot.Leaves.CopyTo(leaves);
        dependsOnStrategy = snapshot.DependsOnStrategy;
        log = snapshot.Log;
        state = State.Ready;
    }

    /// <summary>Does one step; <paramref name="counters"/> is cleared first and filled with what the step did and the leaves after
    /// it.</summary>
    /// <exception cref="InvalidOperationException">The step cannot be done here (page outside the slot, VM destroyed); the message says
    /// why.</exception>
    /// <exception cref="UnloggedWriteException">The strategy has broken dirty logging, see <see cref="CheckLog"/>; that is looked at here
    /// only where a block can become writable as a whole, which takes a dirty buffer of the CPU.</exception>
    /// <exception cref="TableMemoryException">The tables need more memory than allowed. The VM must be reset before further
    /// use.</exception>
    public void Run(VmStep step, StepCounters counters)
    {
        ThrowIfUnusable();
        counters.Clear();
        StepRules.Check(step, Configuration);
        mmu.Counters = counters;
        state = State.Broken;
        Do(step);
        state = step.Kind == VmStepKind.Destroy ? State.Destroyed : State.Ready;
        for (int level = 0; level < leaves.Length; level++)
        {
            leaves[level] += counters.At(CounterLayout.Leaves + level);
            counters.At(CounterLayout.Leaves + level) = leaves[level];
        }

        counters.At(CounterLayout.CacheLeft) = mmu.SplitCache;
        log = DirtyLog.After(log, step);
        if (Configuration.DirtyTracking == DirtyTracking.Hdbss && leaves.AsSpan(0, Stage2Geometry.LastLevel).ContainsAnyExcept(0))
            CheckLog();
    }

    /// <summary>
    /// Checks what must hold after every step while writes are logged: a leaf that the guest can write without a fault has the dirty bits
    /// of all its pages. Takes time in proportion to the writable leaves.
    /// </summary>
    /// <exception cref="UnloggedWriteException">One has not; the message names the strategy and the first IPA.</exception>
    public void CheckLog()
    {
        if (log?.FindUnlogged(mmu.Tables, Configuration) is var (level, ipa))
        {
            throw new UnloggedWriteException(
                $"Strategy {Configuration.Strategy} breaks dirty logging: the page at IPA 0x{ipa:x} has no dirty bit, and the guest can "
                + $"write it without a fault through a leaf of level {level}. What it writes there is lost to a migration.");
        }
    }

    /// <summary>FNV-1a 64 over all valid leaves by ascending IPA; takes time in proportion to the leaves.</summary>
    /// <exception cref="InvalidOperationException">The VM's tree was destroyed.</exception>
    public ulong MappingHash()
    {
        ThrowIfUnusable();
        return Mapping.MappingHash.Compute(mmu.Tables);
    }

    /// <summary>The tree, table by table, with equal neighbours as one run; the entries of an expanded table follow it.</summary>
    /// <exception cref="InvalidOperationException">The VM's tree was destroyed.</exception>
    public IReadOnlyList<MapRun> Map()
    {
        ThrowIfUnusable();
        return MapDump.List(mmu.Tables);
    }

    /// <summary>Gives the table memory back to the system.</summary>
    public void Dispose()
    {
        state = State.Disposed;
        mmu.Dispose();
    }

    private void Do(VmStep step)
    {
        VmConfiguration slot = Configuration;
        dependsOnStrategy |= step.Kind is VmStepKind.Split or VmStepKind.SplitRange or VmStepKind.Clear;
        switch (step.Kind)
        {
            case VmStepKind.Populate:
                Populate.Run(mmu);
                break;
            case VmStepKind.WriteProtect:
                ClearBitWalk.WriteProtect(mmu, slot.Base, slot.End);
                mmu.FlushRange(slot.Memory);
                break;
            case VmStepKind.Split:
                Split(step);
                break;
            case VmStepKind.SplitRange:
                SplitRange(step);
                break;
            case VmStepKind.Clear:
                var clear = new ClearLog(slot, step.Pages);
                replay.Run(mmu, ref clear, slot.Base, slot.End);
                if (clear.SelectedAny)
                    clear.End(mmu, 0, slot.Memory / mmu.PageSize);

                break;
            case VmStepKind.Redirty:
                Redirty.Run(mmu);
                break;
            case VmStepKind.Write:
                GuestWrites.Run(mmu, step.Pages);
                break;
            case VmStepKind.CollapseFirst:
                Collapse(step, once: true);
                break;
            case VmStepKind.CollapseEach:
                Collapse(step, once: false);
                break;
            case VmStepKind.Map:
                MapWalk.Fault(mmu, slot.Base + (step.Page * mmu.PageSize), Stage2Geometry.LastLevel);
                break;
            case VmStepKind.Age:
                ClearBitWalk.Age(mmu, slot.Base, slot.End);
                break;
            case VmStepKind.MakeYoung:
                AttributeFault.MakeYoung(mmu, slot.Base + (step.Page * mmu.PageSize));
                break;
            case VmStepKind.Unmap:
                TeardownWalk.Unmap(mmu, slot.Base, slot.End);
                break;
            case VmStepKind.FreeSplitCache:
                mmu.SplitCache = 0;
                break;
            default:
                TeardownWalk.Destroy(mmu);
                break;
        }
    }

    private void Split(VmStep step)
    {
        var loop = new SplitLoop(Configuration);
        if (!loop.IsEager)
            return;

        mmu.HostPages = step.HostPages ?? long.MaxValue;
        replay.Run(mmu, ref loop, Configuration.Base, Configuration.End);
        mmu.HostPages = long.MaxValue;
    }

    private void SplitRange(VmStep step)
    {
        ulong page = mmu.PageSize;
        ulong start = (Configuration.Base + step.Offset) & ~(page - 1);
        ulong end = step.Size is { } size ? (start + size + page - 1) & ~(page - 1) : Configuration.End;
        mmu.SplitCache = step.CachePages;
        SplitWalk.Run(mmu, start, end);
    }

    private void Collapse(VmStep step, bool once)
    {
        ulong block = step.BlockSize;
        int level = StepRules.BlockLevel(Configuration.Geometry, block);
        ulong address = (Configuration.Base + block - 1) & ~(block - 1);
        do
        {
            MapWalk.Fault(mmu, address, level);
            mmu.Tables.FoldPath(address);
            address += block;
        }
        while (!once && address + block <= Configuration.End);
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(state == State.Disposed, this);
        if (state != State.Ready)
        {
            throw new InvalidOperationException(
                state == State.Destroyed
                    ? "The VM's tables were destroyed: no step can follow 'destroy'."
                    : "The VM's last step ran out of table memory: reset the VM before the next step.");
        }
    }
}
