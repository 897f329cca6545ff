using S2Grid.Contracts;
using S2Grid.Silo;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests;

public sealed class LeaseTests : IAsyncDisposable
{
    private static readonly TimeSpan LongerThanALease = TimeSpan.FromMinutes(1);

    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Lease_SlotThatDied_IsGivenToAnother()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        BatchLease dead = (await Lease(grid))!;

        fixture.Clock.Advance(LongerThanALease);
        BatchLease again = (await Lease(grid))!;

        Assert.Equal((dead.First, dead.Count), (again.First, again.Count));
        Assert.Equal(LeaseAnswer.Lost, await Sweep(grid, start).Renew(dead.Number));
        Assert.Equal(LeaseAnswer.Renewed, await Sweep(grid, start).Renew(again.Number));
    }

    [Fact]
    public async Task Complete_LateReport_IsAcceptedOnceAndTheOtherIgnored()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        ISweepGrain sweep = Sweep(grid, start);
        BatchLease slow = (await Lease(grid))!;
        fixture.Clock.Advance(LongerThanALease);
        BatchLease quick = (await Lease(grid))!;

        BatchReport late = await Do(grid, slow);
        BatchReport second = await Do(grid, quick);

        Assert.True(await sweep.Complete(late));
        Assert.False(await sweep.Complete(late));
        Assert.False(await sweep.Complete(second));
        Assert.Equal(slow.Count, (await sweep.GetStatus()).Progress.DoneRuns);
        Assert.Equal(slow.Count, fixture.Results(start).Count);
    }

    [Fact]
    public async Task Lease_RenewedInTime_IsKept()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        BatchLease kept = (await Lease(grid))!;
        for (int i = 0; i < 4; i++)
        {
            fixture.Clock.Advance(kept.Duration / 2);
            Assert.Equal(LeaseAnswer.Renewed, await Sweep(grid, start).Renew(kept.Number));
        }

        BatchLease next = (await Lease(grid))!;

        Assert.Equal(kept.First + kept.Count, next.First);
    }

    [Fact]
    public async Task RunBatch_Stopped_GivesBackWhatItHasNotDone()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(
            grid,
            """
            name: slow
            axes:
              scenario: lazy
              memory: [64G, 32G, 16G, 8G]
              backing: thp
              base-offset: [0, 4K, 8K, 12K, 16K, 20K, 24K, 28K, 32K, 36K, 40K, 44K, 48K, 52K, 56K, 60K]
            """,
            "slow");
        BatchLease lease = (await Lease(grid))!;
        IVmGrain vm = grid.Grains.GetGrain<IVmGrain>("test/0");

        Task<BatchReport> work = vm.RunBatch(lease);
        await vm.StopBatch(lease);
        BatchReport report = await work;

        Assert.InRange(report.Count, 0, lease.Count - 1);
        await Sweep(grid, start).Complete(report);
        BatchLease rest = (await Lease(grid))!;
        Assert.Equal(report.Count, rest.First);
    }

    [Fact]
    public async Task Lease_TwoSweeps_TakeTurns()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        await Start(grid, name: "one");
        await Start(grid, name: "two");
        var served = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            BatchLease lease = (await Lease(grid))!;
            served.Add(lease.SweepId);
            await grid.Grains.GetGrain<ISweepGrain>(lease.SweepId).Complete(new BatchReport(lease.Number, lease.First, 0, 0, 0, 0, null, 0, null, null));
        }

        Assert.Equal(2, served.Distinct().Count());
        Assert.NotEqual(served[0], served[1]);
        Assert.NotEqual(served[1], served[2]);
        Assert.NotEqual(served[2], served[3]);
    }

    [Fact]
    public async Task Lease_WorkThatArrivesWhileWaiting_IsGivenAtOnce()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        Task<BatchLease?> waiting = Scheduler(grid).Lease("test/0", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        await Start(grid);

        Assert.NotNull(await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
