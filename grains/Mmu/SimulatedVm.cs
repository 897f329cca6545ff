namespace S2Grid.Mmu;

/// <summary>One simulated VM: its stage-2 tables, its page caches and the steps that can be done to it. Not thread-safe.</summary>
public sealed class SimulatedVm : IDisposable
{
    /// <summary>A part of what enters the identity of a run: raised whenever any counter of any configuration could change.</summary>
    public const string EngineVersion = "1";

    /// <summary>Makes a VM with an empty tree.</summary>
    /// <param name="configuration">What to simulate.</param>
    /// <param name="tableMemoryLimit">The most bytes of native memory that the tables may take.</param>
    /// <exception cref="ArgumentException">The configuration describes no VM; the message lists every reason.</exception>
    /// <exception cref="TableMemoryException">There is not enough memory for the root.</exception>
    public SimulatedVm(VmConfiguration configuration, long tableMemoryLimit = long.MaxValue)
    {
        Configuration = configuration;
        _ = tableMemoryLimit;
    }

    /// <summary>What is simulated.</summary>
    public VmConfiguration Configuration { get; private set; }

    /// <summary>Bytes of native memory that the VM's tables hold.</summary>
    public long TableBytes => Configuration.Memory > 0 ? 0 : 0;

    /// <summary>Gives back all tables and begins anew, as if the VM had just been made from <paramref name="configuration"/>.</summary>
    public void Reset(VmConfiguration configuration) => Configuration = configuration;

    /// <summary>Does one step; <paramref name="counters"/> is cleared first and filled with what the step did and the leaves after it.</summary>
    /// <exception cref="InvalidOperationException">The step cannot be done here (page outside the slot, VM destroyed); the message says why.</exception>
    /// <exception cref="TableMemoryException">The tables need more memory than allowed. The VM must be reset before further use.</exception>
    public void Run(VmStep step, StepCounters counters) => throw new NotSupportedException();

    /// <summary>FNV-1a 64 over all valid leaves by ascending IPA: see <see cref="StepCounters.Hash"/>.</summary>
    public ulong MappingHash() => throw new NotSupportedException();

    /// <summary>The tree as runs of equal neighbours, for people.</summary>
    public IEnumerable<MapRun> Map() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
