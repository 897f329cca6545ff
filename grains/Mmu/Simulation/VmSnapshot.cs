using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Simulation;

/// <summary>
/// The state of a <see cref="SimulatedVm"/> between two steps: its tables, its page caches and its leaves. Taken by
/// <see cref="SimulatedVm.Save"/>, put back by <see cref="SimulatedVm.Restore"/>, any number of times. An object may be used again
/// for another state, and then keeps its memory.
/// </summary>
public sealed class VmSnapshot
{
    private readonly long[] leaves = new long[Stage2Geometry.LevelCount];

    /// <summary>What was simulated; null before the first state is saved.</summary>
    public VmConfiguration? Configuration { get; private set; }

    /// <summary>Bytes that the tables of the saved state take.</summary>
    public long Bytes => Tables.Bytes;

    internal TableCopy Tables { get; } = new();

    internal long SplitCache { get; private set; }

    internal long VcpuCache { get; private set; }

    /// <summary>Whether a step has split or could have: from then on the state depends on the strategy and the chunk.</summary>
    internal bool DependsOnStrategy { get; private set; }

    internal DirtyLog? Log { get; private set; }

    internal ReadOnlySpan<long> Leaves => leaves;

    internal void Save(Stage2Mmu mmu, ReadOnlySpan<long> leavesNow, bool dependsOnStrategy, DirtyLog? log)
    {
        Configuration = mmu.Configuration;
        SplitCache = mmu.SplitCache;
        VcpuCache = mmu.VcpuCache;
        DependsOnStrategy = dependsOnStrategy;
        Log = log;
        leavesNow.CopyTo(leaves);
        mmu.Tables.Save(Tables);
    }

    /// <summary>Whether going on from here with another configuration is the same as having begun with it.</summary>
    internal bool Fits(VmConfiguration configuration)
    {
        if (Configuration is null)
            return false;

        // Range invalidation and what kernels do differently are counted and leave no trace in the tables; the strategy and the chunk say
        // how to split.
        VmConfiguration same = configuration with { TlbiRange = Configuration.TlbiRange, Kernel = Configuration.Kernel };
        return Configuration == (DependsOnStrategy ? same : same with { Strategy = Configuration.Strategy, Chunk = Configuration.Chunk });
    }
}
