using S2Grid.Contracts.Leases;
using S2Grid.Experiments.Planning;
using S2Grid.Grains.Leases;

namespace S2Grid.Grains.Tests.Leases;

public sealed class BatchLedgerTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
    private static readonly WorkRequest Offer = new("a/0", "a", "1", 1 << 30);
    private static readonly ClusterCapacity Alone = new(1, 1 << 30);

    private readonly ManualClock clock = new();

    [Fact]
    public void TryLease_BillionRuns_TakesTheLowest()
    {
        BatchLedger ledger = Ledger(1_000_000_000);

        Assert.Equal((0, 1000), Range(ledger.TryLease(1000, Offer, Alone)));
        Assert.Equal((1000, 10), Range(ledger.TryLease(10, Offer, Alone)));
    }

    [Fact]
    public void TryLease_AfterAPartIsDone_FillsTheGapFirst()
    {
        BatchLedger ledger = Ledger(100, done: [Batch(0, 10), Batch(30, 20)]);

        Assert.Equal((10, 20), Range(ledger.TryLease(1000, Offer, Alone)));
        Assert.Equal((50, 50), Range(ledger.TryLease(1000, Offer, Alone)));
        Assert.Null(ledger.TryLease(1000, Offer, Alone));
    }

    [Fact]
    public void Complete_FewerRunsThanLeased_LeavesTheRest()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease lease = ledger.TryLease(50, Offer, Alone)!;
        ledger.Complete(lease.Number, 0, 20, lease.RetryFile, 0);

        Assert.Equal((20, 80), Range(ledger.TryLease(1000, Offer, Alone)));
        Assert.False(ledger.IsComplete);
    }

    [Fact]
    public void Expire_LeaseNotRenewed_IsLeasedAgain()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease lost = ledger.TryLease(50, Offer, Alone)!;
        BatchLease kept = ledger.TryLease(50, Offer, Alone)!;
        clock.Advance(Duration / 2);
        Assert.True(ledger.Renew(kept.Number));
        clock.Advance(Duration / 2);

        Assert.Equal(1, Expire(ledger));

        Assert.Equal((0, 50), Range(ledger.TryLease(1000, Offer, Alone)));
        Assert.Null(ledger.TryLease(1000, Offer, Alone));
        Assert.False(ledger.Renew(lost.Number));
    }

    [Fact]
    public void Accepts_LateReportOfAnExpiredLease_OnceAndOnlyOnce()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease late = ledger.TryLease(100, Offer, Alone)!;
        clock.Advance(Duration);
        Expire(ledger);
        BatchLease second = ledger.TryLease(100, Offer, Alone)!;

        Assert.True(ledger.Accepts(0, 100, retryFile: null));
        ledger.Complete(late.Number, 0, 100, late.RetryFile, 0);
        Assert.False(ledger.Accepts(0, 100, retryFile: null));
        ledger.Complete(second.Number, 0, 0, second.RetryFile, 0);

        Assert.True(ledger.IsComplete);
        Assert.Equal(0, ledger.LeaseCount);
        Assert.Null(ledger.TryLease(100, Offer, Alone));
    }

    [Fact]
    public void Complete_LateReportOfAPart_LeavesTheOthersPartToBeDone()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease late = ledger.TryLease(100, Offer, Alone)!;
        clock.Advance(Duration);
        Expire(ledger);
        BatchLease second = ledger.TryLease(100, Offer, Alone)!;
        ledger.Complete(late.Number, 0, 40, late.RetryFile, 0);

        Assert.False(ledger.Accepts(0, 100, retryFile: null));
        ledger.Complete(second.Number, 0, 0, second.RetryFile, 0);

        Assert.Equal((40, 60), Range(ledger.TryLease(1000, Offer, Alone)));
    }

    [Fact]
    public void TryLease_BatchToRetry_ComesAfterMissingRunsAndAsItWas()
    {
        BatchRecord failed = Batch(0, 10) with { Failed = 3 };
        BatchLedger ledger = Ledger(20, done: [failed], retries: [failed]);
        Assert.False(ledger.IsComplete);

        Assert.Equal((10, 10), Range(ledger.TryLease(1000, Offer, Alone)));
        BatchLease retry = ledger.TryLease(5, Offer, Alone)!;

        Assert.Equal((0, 10), Range(retry));
        Assert.Equal(failed.File, retry.RetryFile);
        Assert.True(ledger.Accepts(0, 10, failed.File));
        ledger.Complete(retry.Number, 0, 10, retry.RetryFile, 0);
        Assert.False(ledger.Accepts(0, 10, failed.File));
    }

    [Fact]
    public void Expire_RetryNotRenewed_IsLeasedAgain()
    {
        BatchRecord failed = Batch(0, 10) with { Failed = 3 };
        BatchLedger ledger = Ledger(10, done: [failed], retries: [failed]);
        ledger.TryLease(10, Offer, Alone);
        Assert.Null(ledger.TryLease(10, Offer, Alone));

        clock.Advance(Duration);
        Expire(ledger);

        Assert.Equal(failed.File, ledger.TryLease(10, Offer, Alone)!.RetryFile);
    }

    private BatchLedger Ledger(long runs, BatchRecord[]? done = null, BatchRecord[]? retries = null)
    {
        var ledger = new BatchLedger("a sweep", runs, done ?? [], firstLease: 1, Duration, clock);
        foreach (BatchRecord batch in retries ?? [])
            ledger.Retry(batch, attempts: 1, avoid: null);
        return ledger;
    }

    /// <summary>Takes back the leases that were not renewed in time, and tells how many.</summary>
    private static int Expire(BatchLedger ledger)
    {
        IReadOnlyList<HeldLease> expired = ledger.Expired;
        foreach (HeldLease held in expired)
            ledger.Take(held.Lease.Number, hasDied: false);
        return expired.Count;
    }

    private static BatchRecord Batch(long first, int count) => new(first, count, 0, 0, $"{first}.parquet", 1);

    private static (long First, int Count) Range(BatchLease? lease) => lease is null ? (-1, 0) : (lease.First, lease.Count);
}
