using S2Grid.Contracts.Leases;
using S2Grid.Experiments.Planning;
using S2Grid.Grains.Leases;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Grains.Tests.Leases;

/// <summary>Runs with a history: that failed, that need more memory, or with which a process has died.</summary>
public sealed class LedgerHistoryTests
{
    private static readonly WorkRequest Here = new("here/0", "here", "1", 1 << 20);
    private static readonly WorkRequest There = new("there/0", "there", "1", 1 << 30);
    private static readonly ClusterCapacity Both = new(2, 1 << 30);
    private static readonly ClusterCapacity Alone = new(1, 1 << 20);

    [Fact]
    public void Retry_AnotherSiloIsThere_IsLeasedToThatOneOnly()
    {
        BatchRecord failed = new(0, 10, 2, 0, "0.parquet", 1);
        BatchLedger ledger = Ledger(10, failed);
        ledger.Retry(failed, attempts: 1, avoid: "here");

        Assert.Null(ledger.TryLease(100, Here, Both));
        BatchLease lease = ledger.TryLease(100, There, Both)!;

        Assert.Equal(("0.parquet", 2), (lease.RetryFile, lease.Attempt));
        Assert.False(ledger.IsComplete);
        ledger.Complete(lease.Number, 0, 10, lease.RetryFile, 0);
        Assert.True(ledger.IsComplete);
    }

    [Fact]
    public void Retry_TheOtherSiloIsGone_IsDoneWhereItFailed()
    {
        BatchRecord failed = new(0, 10, 2, 0, "0.parquet", 1);
        BatchLedger ledger = Ledger(10, failed);
        ledger.Retry(failed, attempts: 1, avoid: "here");

        Assert.Equal("0.parquet", ledger.TryLease(100, Here, Alone)!.RetryFile);
    }

    [Fact]
    public void Complete_RunThatNeedsMoreMemory_WaitsForALargerSiloWhileTheRestGoesOn()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease lease = ledger.TryLease(100, Here, Both)!;

        ledger.Complete(lease.Number, 0, 30, null, demandedBytes: 2 << 20);

        Assert.Equal((31, 69), Range(ledger.TryLease(100, Here, Both)));
        Assert.Null(ledger.TryLease(100, Here, Both));
        Assert.Equal((30, 1), Range(ledger.TryLease(100, There, Both)));
    }

    [Fact]
    public void TryLease_RunThatNoSiloCanDo_IsLeasedSoThatItFailsWithItsReason()
    {
        BatchLedger ledger = Ledger(1);
        ledger.Complete(ledger.TryLease(1, Here, Both)!.Number, 0, 0, null, demandedBytes: 2 << 20);
        Assert.Null(ledger.TryLease(1, Here, Both));

        BatchLease lease = ledger.TryLease(1, Here, Alone)!;

        Assert.Equal((0, 1, (long)1 << 20), (lease.First, lease.Count, lease.LargestBudget));
    }

    [Fact]
    public void Suspect_RunsOfASiloThatDied_AreLeftInSmallPieces()
    {
        BatchLedger ledger = Ledger(320);
        BatchLease mine = ledger.TryLease(160, Here, Both)!;
        BatchLease other = ledger.TryLease(160, There, Both)!;

        LeaseRecord lost = TakenFrom(ledger, "here");
        Assert.Equal(new LeaseRecord(0, 160, "here", 1), lost);
        IReadOnlyList<LeaseRecord> pieces = ledger.Suspect(lost, "why");

        Assert.Equal(16, pieces.Count);
        Assert.All(pieces, piece => Assert.Equal((10, 1, ""), (piece.Count, piece.Deaths, piece.Silo)));
        Assert.Equal((0, 10), Range(ledger.TryLease(1000, There, Both)));
        Assert.False(ledger.Renew(mine.Number));
        Assert.True(ledger.Renew(other.Number));
    }

    [Fact]
    public void Adopt_LeaseOfAnotherCoordinator_IsItsHoldersUntilThatDies()
    {
        BatchLedger ledger = Ledger(100);

        ledger.Adopt(new LeaseRecord(0, 60, "here", 1) { Number = 7, Worker = "here/0/0" });

        Assert.Equal((60, 40), Range(ledger.TryLease(100, There, Both)));
        Assert.Null(ledger.TryLease(100, There, Both));
        Assert.True(ledger.Renew(7));
        Assert.Equal([7L], ledger.HeldBy("here/0/0"));
        Assert.Equal(new LeaseRecord(0, 60, "here", 2), TakenFrom(ledger, "here"));
    }

    [Fact]
    public void Adopt_RunsThatHaveResults_AreNotHeldUp()
    {
        BatchLedger ledger = Ledger(10, new BatchRecord(0, 10, 0, 0, "0.parquet", 1));

        ledger.Adopt(new LeaseRecord(0, 10, "here", 0) { Number = 7 });

        Assert.True(ledger.IsComplete);
        Assert.Equal(0, ledger.LeaseCount);
    }

    [Fact]
    public void Suspect_SecondDeath_QuarantinesThePieceAndOnlyThat()
    {
        BatchLedger ledger = Ledger(160);
        ledger.TryLease(160, Here, Both);
        ledger.Suspect(TakenFrom(ledger, "here"), "first");
        BatchLease killer = ledger.TryLease(1000, Here, Both)!;
        Assert.Null(killer.Quarantine);

        LeaseRecord again = TakenFrom(ledger, "here");
        ledger.Suspect(again, "it died twice");

        Assert.Equal((0L, 10, 2), (again.First, again.Count, again.Deaths));
        List<BatchLease> rest = All(ledger);
        BatchLease quarantined = Assert.Single(rest, lease => lease.Quarantine is not null);
        Assert.Equal(("it died twice", BatchLedger.MaxAttempts), (quarantined.Quarantine, quarantined.Attempt));
        Assert.Equal(160, rest.Sum(lease => lease.Count));
    }

    [Fact]
    public void TryLease_SuspectPieces_AreDoneOneAtATimeByASilo()
    {
        BatchLedger ledger = Ledger(160);
        ledger.TryLease(160, Here, Both);
        ledger.Suspect(TakenFrom(ledger, "here"), "why");

        BatchLease first = ledger.TryLease(1000, There, Both)!;
        Assert.Null(ledger.TryLease(1000, There, Both));
        Assert.NotNull(ledger.TryLease(1000, Here, Both));
        ledger.Complete(first.Number, first.First, first.Count, null, 0);

        Assert.NotNull(ledger.TryLease(1000, There, Both));
    }

    [Fact]
    public void Suspect_PartIsDone_ConcernsTheRestOnly()
    {
        BatchLedger ledger = Ledger(100, new BatchRecord(0, 40, 0, 0, "0.parquet", 1));

        ledger.Suspect(new LeaseRecord(0, 60, "", 2), "why");

        BatchLease quarantined = Assert.Single(All(ledger), lease => lease.Quarantine is not null);
        Assert.Equal((40, 20), Range(quarantined));
    }

    [Fact]
    public void Complete_SuspectsDoneByTheSiloThatWasTakenForDead_AreNotDoneAgain()
    {
        BatchLedger ledger = Ledger(100);
        BatchLease slow = ledger.TryLease(100, Here, Both)!;
        ledger.Suspect(TakenFrom(ledger, "here"), "why");

        Assert.True(ledger.Accepts(0, 100, null));
        ledger.Complete(slow.Number, 0, 100, null, 0);

        Assert.Null(ledger.TryLease(100, There, Both));
        Assert.True(ledger.IsComplete);
    }

    private static BatchLedger Ledger(long runs, params BatchRecord[] done)
        => new("a sweep", runs, done, firstLease: 1, TimeSpan.FromSeconds(30), TimeProvider.System);

    private static LeaseRecord TakenFrom(BatchLedger ledger, string silo) =>
        ledger.Take(Assert.Single(ledger.HeldOn(silo)), hasDied: true)!;

    private static List<BatchLease> All(BatchLedger ledger)
    {
        var all = new List<BatchLease>();
        while (ledger.TryLease(1000, There, Both) is { } lease)
        {
            all.Add(lease);
            ledger.Complete(lease.Number, lease.First, lease.Count, null, 0);
        }

        return all;
    }

    private static (long First, int Count) Range(BatchLease? lease) => lease is null ? (-1, 0) : (lease.First, lease.Count);
}
