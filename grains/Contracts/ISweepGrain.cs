using Orleans.Concurrency;

namespace S2Grid.Contracts;

/// <summary>The coordinator of one sweep, keyed by the sweep's id. It owns the ledger of batches; slots own the work.</summary>
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Runs what <paramref name="scope"/> names. Answers as soon as the runs can be leased.</summary>
    /// <exception cref="SweepRefusedException">There is no such sweep, another process runs it, or the engine is another one.</exception>
    Task<SweepStart> Resume(ResumeScope scope);

    /// <summary>The sweep as it stands, also if another process runs it.</summary>
    /// <exception cref="SweepRefusedException">There is no such sweep.</exception>
    [AlwaysInterleave]
    Task<SweepStatus> GetStatus();

    /// <summary>What the sweep was started with.</summary>
    /// <exception cref="SweepRefusedException">There is no such sweep.</exception>
    [AlwaysInterleave]
    Task<SweepRequest> GetRequest();

    /// <summary>
    /// Progress at once, then every <paramref name="interval"/> and when the sweep comes to rest, which ends it. Works for a sweep of
    /// another process, too.
    /// </summary>
    /// <exception cref="SweepRefusedException">There is no such sweep.</exception>
    [AlwaysInterleave]
    IAsyncEnumerable<SweepProgress> Watch(TimeSpan interval, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drains the sweep: nothing more is leased, what slots have done is stored. Answers at once; <see cref="Watch"/> tells when it
    /// is drained. A sweep at rest stays as it is. A sweep of another process is drained by that process, within a second or two.
    /// </summary>
    /// <exception cref="SweepRefusedException">There is no such sweep.</exception>
    Task Cancel();

    /// <summary>Why the run number <paramref name="runIndex"/> was or was not reused.</summary>
    /// <exception cref="SweepRefusedException">There is no such sweep, or no such run in it.</exception>
    [AlwaysInterleave]
    Task<RunExplanation> Explain(long runIndex);

    /// <summary>For the scheduler: the next batch, or null if nothing can be leased now.</summary>
    Task<BatchLease?> Lease(string slot);

    /// <summary>For slots: keeps a lease alive.</summary>
    Task<LeaseAnswer> Renew(long leaseNumber);

    /// <summary>
    /// For slots: ends a lease. Only after true is the batch a part of the sweep; after false (it was done by someone else meanwhile)
    /// its segment is to be deleted.
    /// </summary>
    Task<bool> Complete(BatchReport report);
}
