using S2Grid.Contracts.Access;
using S2Grid.Contracts.Leases;
using S2Grid.Mmu;
using S2Grid.Mmu.Replay;

namespace S2Grid.Contracts.Vms;

/// <summary>
/// Owns one simulated VM at a time, and the thread that it works on. Keyed <c>silo/slot</c> it does a slot's batches; keyed by
/// <see cref="NewSessionKey"/> it is a session: one VM that a person does steps to, given back when it is closed, or idle for
/// <see cref="SessionMinutes"/> minutes.
/// </summary>
public interface IVmGrain : IGrainWithStringKey
{
    /// <summary>How long a session may be idle.</summary>
    const int SessionMinutes = 2;

    /// <summary>The most lines that <see cref="Map"/> answers at once.</summary>
    const int MapPage = 20_000;

    /// <summary>What the key of a session begins with.</summary>
    const string SessionPrefix = "session/";

    /// <summary>A key for a session of one's own.</summary>
    static string NewSessionKey() => $"{SessionPrefix}{Guid.NewGuid():N}";

    /// <summary>Opens the session with a VM in which nothing is mapped yet; a VM that it had is given back.</summary>
    /// <param name="vm">The VM, as a line of a replay file without steps: see <see cref="ReplayWriter"/>.</param>
    /// <exception cref="RefusedException">It describes no VM, or the silo has no room for another session.</exception>
    [RequiresRole(Role.Operator)]
    Task Open(string vm);

    /// <summary>Does a step to the session's VM.</summary>
    /// <param name="step">The step, as <see cref="VmStep"/> reads it.</param>
    /// <param name="withHash">Whether to hash the mapping after it, which takes time in proportion to its leaves.</param>
    /// <returns>What it counted; null if the session has ended: another one is to be opened, and its steps done again.</returns>
    /// <exception cref="RefusedException">It is not a valid step, or it cannot be done; the message says why.</exception>
    [ResponseTimeout("00:10:00")]
    [RequiresRole(Role.Operator)]
    Task<VmStepReport?> Step(string step, bool withHash);

    /// <summary>The table tree of the session's VM, as runs of equal entries.</summary>
    /// <param name="first">The first line wanted; the last page is that with fewer than <see cref="MapPage"/> lines.</param>
    /// <returns>The page; null if the session has ended.</returns>
    /// <exception cref="RefusedException">No tree is left.</exception>
    [ResponseTimeout("00:10:00")]
    [RequiresRole(Role.Operator)]
    Task<IReadOnlyList<VmMapLine>?> Map(int first);

    /// <summary>Closes the session and gives its VM back. One that has ended stays so.</summary>
    [RequiresRole(Role.Operator)]
    Task Close();

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
