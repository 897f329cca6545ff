using Orleans.Concurrency;
using S2Grid.Contracts.Access;

namespace S2Grid.Contracts;

/// <summary>
/// Owns one simulated VM's stage-2 MMU, which is reset for each run, and the thread that it works on. Keyed <c>silo/slot</c> for
/// slots; a grain with any other key is a VM of its own to look inside.
/// </summary>
public interface IVmGrain : IGrainWithStringKey
{
    /// <summary>Makes the VM anew, does the steps in order and tells what each did.</summary>
    /// <exception cref="SweepRefusedException">The configuration or a step is wrong or cannot be done; the message and details say what and why.</exception>
    [ResponseTimeout("1.00:00:00")]
    [RequiresRole(Role.Operator)]
    Task<VmReport> Run(VmRequest request, CancellationToken cancellation = default);

    /// <summary>
    /// For slots: does a leased batch and stores its segment, but does not report it. Ends early, with what is done, when it takes too
    /// long or <see cref="StopBatch"/> is called. A second call may be made while the first stores.
    /// </summary>
    [AlwaysInterleave]
    [ResponseTimeout("1.00:00:00")]
    Task<BatchReport> RunBatch(BatchLease lease);

    /// <summary>For slots: lets <see cref="RunBatch"/> end with the runs that are done.</summary>
    [AlwaysInterleave]
    Task StopBatch(BatchLease lease);
}
