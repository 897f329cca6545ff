
using S2Grid.Experiments.Planning;

namespace S2Grid.Storage.Catalogue;

/// <summary>
/// Which sweeps there are, and which of their batches are done: the truth about both. What a method has changed is durable when it
/// returns. Safe for use by several threads and, where the store is shared, by several processes.
/// </summary>
/// <remarks>
/// A sweep is run by one coordinator at a time. <see cref="Begin"/> gives it an epoch, and what it writes down later counts only while
/// no other has begun since: a coordinator that was taken for dead, but was not, can change nothing any more.
/// </remarks>
/// <exception cref="StorageException">Every method: the store cannot be reached or used now; the message says why.</exception>
public interface ICatalogue : IAsyncDisposable
{
    /// <summary>Where it is, for messages: a file, or a server and database without a password.</summary>
    string Place { get; }

    /// <summary>The agents in the same store.</summary>
    IAgentCatalogue Agents { get; }

    /// <summary>Adds a sweep.</summary>
    /// <returns>False, and nothing is added, if its name or id is taken.</returns>
    Task<bool> TryAdd(SweepRecord sweep);

    /// <summary>The sweep with this id, or null.</summary>
    Task<SweepRecord?> Find(string id);

    /// <summary>The sweep with this name, or null.</summary>
    Task<SweepRecord?> FindByName(string name);

    /// <summary>Every sweep, the newest first.</summary>
    Task<IReadOnlyList<SweepRecord>> List();

    /// <summary>Forgets a sweep, its batches and its leases.</summary>
    Task Delete(string id);

    /// <summary>
    /// Takes the right to run a sweep, where processes that do not know of each other share the store; it is given back by disposing
    /// of it, and by the operating system when the process ends. Where the grid itself sees to it that a sweep has one coordinator, the
    /// right is free.
    /// </summary>
    /// <returns>Null if another process has it: <see cref="Owner"/> tells which.</returns>
    Task<IDisposable?> TryLock(string sweepId);

    /// <summary>The process that has the right to run a sweep; 0 if it is not known which; null if none has, or nobody needs it.</summary>
    int? Owner(string sweepId);

    /// <summary>Begins a new epoch: the sweep is started or resumed; what was asked for and decided about it before is forgotten.</summary>
    /// <returns>The epoch, larger than every one before it.</returns>
    Task<long> Begin(string id, DateTimeOffset at);

    /// <summary>Writes down how a sweep came to rest.</summary>
    /// <returns>False, and nothing is changed, if another epoch has begun.</returns>
    Task<bool> End(string id, long epoch, SweepPhase phase, string? fault, DateTimeOffset at);

    /// <summary>Asks whoever runs a sweep to drain it and then to leave it in this phase.</summary>
    Task Ask(string id, SweepPhase phase);

    /// <summary>What <see cref="Ask"/> asked for since the sweep was last started; null if nothing.</summary>
    Task<SweepPhase?> Asked(string id);

    /// <summary>Changes how a sweep shares the grid with others.</summary>
    Task SetPolicy(string id, SweepPolicy policy);

    /// <summary>
    /// Adds a batch that is done, or puts its newer result in the place of the older one with the same first run; and forgets the
    /// leases of its runs.
    /// </summary>
    /// <returns>False, and nothing is changed, if another epoch has begun.</returns>
    Task<bool> PutBatch(string sweepId, long epoch, BatchRecord batch);

    /// <summary>Forgets a batch: its runs are no longer done.</summary>
    /// <returns>False, and nothing is changed, if another epoch has begun.</returns>
    Task<bool> RemoveBatch(string sweepId, long epoch, long first);

    /// <summary>The batches of a sweep that are done, by first run.</summary>
    Task<IReadOnlyList<BatchRecord>> Batches(string sweepId);

    /// <summary>The batch that holds a run, or null.</summary>
    Task<BatchRecord?> BatchOf(string sweepId, long run);

    /// <summary>What the batches of a sweep add up to.</summary>
    Task<SweepCounts> Counts(string sweepId);

    /// <summary>Writes down that a silo begins a range of runs, or what became of that; replaces what is known of a range with the same first run.</summary>
    /// <returns>False, and nothing is changed, if another epoch has begun.</returns>
    Task<bool> PutLease(string sweepId, long epoch, LeaseRecord lease);

    /// <summary>Forgets that a range of runs was begun.</summary>
    Task RemoveLease(string sweepId, long epoch, long first);

    /// <summary>
    /// Notes that a silo does none of its ranges any more although its process lives: whoever finds it gone is not to blame them for that.
    /// Deaths that were counted before are kept.
    /// </summary>
    Task ReleaseLeases(string silo);

    /// <summary>The ranges that were begun and of which no batch is done, by first run.</summary>
    Task<IReadOnlyList<LeaseRecord>> Leases(string sweepId);
}
