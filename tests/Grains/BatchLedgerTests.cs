using S2Grid.Contracts;
using S2Grid.Storage;

namespace S2Grid.Grains.Tests;

public sealed class BatchLedgerTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TryLease_BillionRuns_TakesTheLowest()
    {
        BatchLedger ledger = Ledger(1_000_000_000);

        Assert.Equal((0, 1000), Range(ledger.TryLease(1000, Start)));
        Assert.Equal((1000, 10), Range(ledger.TryLease(10, Start)));
    }

    [Fact]
    public void TryLease_AfterAPartIsDone_FillsTheGapFirst()
    {
        BatchLedger ledger = Ledger(100, done: [Batch(0, 10), Batch(30, 20)]);

        Assert.Equal((10, 20), Range(ledger.TryLease(1000, Start)));
        Assert.Equal((50, 50), Range(ledger.TryLease(1000, Start)));
        Assert.Null(ledger.TryLease(1000, Start));
    }

    [Fact]
    public void Complete_FewerRunsThanLeased_LeavesTheRest()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease lease = ledger.TryLease(50, Start)!;
        ledger.Complete(lease.Number, 0, 20);

        Assert.Equal((20, 80), Range(ledger.TryLease(1000, Start)));
        Assert.False(ledger.IsComplete);
    }

    [Fact]
    public void Expire_LeaseNotRenewed_IsLeasedAgain()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease lost = ledger.TryLease(50, Start)!;
        BatchLease kept = ledger.TryLease(50, Start)!;
        Assert.True(ledger.Renew(kept.Number, Start + (Duration / 2)));

        Assert.True(ledger.Expire(Start + Duration));

        Assert.Equal((0, 50), Range(ledger.TryLease(1000, Start + Duration)));
        Assert.Null(ledger.TryLease(1000, Start + Duration));
        Assert.False(ledger.Renew(lost.Number, Start + Duration));
    }

    [Fact]
    public void Accepts_LateReportOfAnExpiredLease_OnceAndOnlyOnce()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease late = ledger.TryLease(100, Start)!;
        ledger.Expire(Start + Duration);
        BatchLease second = ledger.TryLease(100, Start + Duration)!;

        Assert.True(ledger.Accepts(0, 100, isRetry: false));
        ledger.Complete(late.Number, 0, 100);
        Assert.False(ledger.Accepts(0, 100, isRetry: false));
        ledger.Complete(second.Number, 0, 0);

        Assert.True(ledger.IsComplete);
        Assert.False(ledger.HasLeases);
        Assert.Null(ledger.TryLease(100, Start + Duration));
    }

    [Fact]
    public void Complete_LateReportOfAPart_LeavesTheOthersPartToBeDone()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease late = ledger.TryLease(100, Start)!;
        ledger.Expire(Start + Duration);
        BatchLease second = ledger.TryLease(100, Start + Duration)!;
        ledger.Complete(late.Number, 0, 40);

        Assert.False(ledger.Accepts(0, 100, isRetry: false));
        ledger.Complete(second.Number, 0, 0);

        Assert.Equal((40, 60), Range(ledger.TryLease(1000, Start + Duration)));
    }

    [Fact]
    public void TryLease_BatchToRetry_ComesAfterMissingRunsAndAsItWas()
    {
        BatchRecord failed = Batch(0, 10) with { Failed = 3 };
        BatchLedger ledger = Ledger(20, done: [failed], retries: [failed]);
        Assert.False(ledger.IsComplete);

        Assert.Equal((10, 10), Range(ledger.TryLease(1000, Start)));
        BatchLease retry = ledger.TryLease(5, Start)!;

        Assert.Equal((0, 10), Range(retry));
        Assert.Equal(failed.File, retry.RetryFile);
        Assert.True(ledger.Accepts(0, 10, isRetry: true));
        ledger.Complete(retry.Number, 0, 10);
        Assert.False(ledger.Accepts(0, 10, isRetry: true));
    }

    [Fact]
    public void Expire_RetryNotRenewed_IsLeasedAgain()
    {
        BatchRecord failed = Batch(0, 10) with { Failed = 3 };
        BatchLedger ledger = Ledger(10, done: [failed], retries: [failed]);
        ledger.TryLease(10, Start);
        Assert.Null(ledger.TryLease(10, Start));

        ledger.Expire(Start + Duration);

        Assert.Equal(failed.File, ledger.TryLease(10, Start + Duration)!.RetryFile);
    }

    private static BatchLedger Ledger(long runs, BatchRecord[]? done = null, BatchRecord[]? retries = null) =>
        new("a sweep", runs, done ?? [], retries ?? [], firstLease: 1, Duration);

    private static BatchRecord Batch(long first, int count) => new(first, count, 0, 0, $"{first}.parquet", 1);

    private static (long First, int Count) Range(BatchLease? lease) => lease is null ? (-1, 0) : (lease.First, lease.Count);
}
