using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Contracts.Vms;
using S2Grid.Hosting;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests.Sweeps;

public sealed class LeaseTests : IAsyncDisposable
{
    private static readonly TimeSpan LongerThanALease = TimeSpan.FromMinutes(1);

    /// <summary>Runs that each take a good part of a second.</summary>
    private static readonly string SlowYaml =
        $"axes: {{scenario: clear, memory: 120G, dirty: "
        + $"[{string.Join(", ", Enumerable.Range(1, 32).Select(seed => $"random 0.4 seed {seed}"))}]}}";

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
        Assert.Equal(LeaseStatus.Lost, await Sweep(grid, start).Renew(dead.Number));
        Assert.Equal(LeaseStatus.Renewed, await Sweep(grid, start).Renew(again.Number));
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
        Assert.True(await sweep.Complete(late), "The answer may have been lost, so the same report again has the same answer.");
        Assert.False(await sweep.Complete(second));
        Assert.Equal(slow.Count, (await sweep.GetStatus()).Progress.DoneRuns);
        Assert.Equal(slow.Count, (await fixture.Results(start)).Count);
    }

    [Fact]
    public async Task Lease_HandThatAsksAgain_HasLetGoOfWhatItHad()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        BatchLease other = (await Lease(grid, Request("another worker")))!;
        BatchLease lost = (await Lease(grid, Request("worker")))!;

        BatchLease again = (await Lease(grid, Request("worker")))!;

        Assert.Equal((lost.First, lost.Count), (again.First, again.Count));
        Assert.Equal(LeaseStatus.Lost, await Sweep(grid, start).Renew(lost.Number));
        Assert.Equal(LeaseStatus.Renewed, await Sweep(grid, start).Renew(other.Number));
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
            Assert.Equal(LeaseStatus.Renewed, await Sweep(grid, start).Renew(kept.Number));
        }

        BatchLease next = (await Lease(grid))!;

        Assert.Equal(kept.First + kept.Count, next.First);
    }

    [Fact]
    public async Task RunBatch_TakesTooLong_EndsEarlyAndTheRestIsLeasedNext()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        BatchLease lease = (await Lease(grid))!;
        fixture.Clock.StepPerTimestamp = TimeSpan.FromSeconds(0.3);

        BatchReport report = await Do(grid, lease);

        fixture.Clock.StepPerTimestamp = TimeSpan.Zero;
        Assert.InRange(report.Stored!.Count, 1, lease.Count - 1);
        Assert.True(await Sweep(grid, start).Complete(report));
        Assert.Equal(report.Stored.Count, (await fixture.Results(start)).Count);
        Assert.Equal(report.Stored.Count, (await Lease(grid))!.First);
    }

    [Fact]
    public async Task StopBatch_BatchWaitingForItsVm_IsGivenBackWhole()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart slow = await Start(grid, SlowYaml, "slow");
        BatchLease busy = (await Lease(grid))!;
        await Sweep(grid, slow).Pause();
        SweepStart start = await Start(grid);
        BatchLease lease = (await Lease(grid))!;
        IVmGrain vm = grid.Grains.GetGrain<IVmGrain>("test/0");

        // Now the grain is there, and calls come to it in order.
        await vm.StopBatch(lease);
        Task<BatchReport> before = vm.RunBatch(busy);
        Task<BatchReport> work = vm.RunBatch(lease);
        await vm.StopBatch(lease);
        await vm.StopBatch(busy);
        Assert.InRange((await before).Stored?.Count ?? 0, 0, busy.Count - 1);

        BatchReport report = await work;
        Assert.Equal((null, null), (report.Stored, report.Fault));
        Assert.False(await Sweep(grid, start).Complete(report));
        Assert.Equal((lease.First, lease.Count), ((await Lease(grid))!.First, lease.Count));
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
            await grid.Grains.GetGrain<ISweepGrain>(lease.SweepId)
                .Complete(new BatchReport(lease.Number, lease.First, null, null, 0));
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
        Task<BatchLease?> waiting = Scheduler(grid).Lease(Request(), TimeSpan.FromMinutes(30), TestContext.Current.CancellationToken);

        await Start(grid);

        Assert.NotNull(await waiting.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken));
    }
}
