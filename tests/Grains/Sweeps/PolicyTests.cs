using S2Grid.Common;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Hosting;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests.Sweeps;

/// <summary>How sweeps share a grid, as those see it who start them.</summary>
public sealed class PolicyTests : IAsyncDisposable
{
    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Lease_ParallelismReached_GivesNothingUntilABatchIsReported()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        await Sweep(grid, start).SetPolicy(SweepPolicy.Default with { Parallelism = 1 });
        BatchLease first = (await Lease(grid))!;

        Assert.Null(await Lease(grid));
        await Sweep(grid, start).Complete(await Do(grid, first));
        Assert.NotNull(await Lease(grid));
    }

    [Fact]
    public async Task Lease_HigherPriority_IsServedUntilItHasNothingLeft()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        await Start(grid, name: "low");
        SweepStart high = await Start(grid, name: "high");
        await Sweep(grid, high).SetPolicy(SweepPolicy.Default with { Priority = 5 });
        var served = new List<BatchLease>();
        while (await Lease(grid) is { } lease)
            served.Add(lease);

        int fromHigh = served.TakeWhile(lease => lease.SweepId == high.Status.Id).Count();
        Assert.Equal(48, served.Take(fromHigh).Sum(lease => lease.Count));
        Assert.DoesNotContain(served.Skip(fromHigh), lease => lease.SweepId == high.Status.Id);
    }

    [Fact]
    public async Task Pause_ThenResume_RunsTheRest()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        BatchLease inWork = (await Lease(grid))!;

        await Sweep(grid, start).Pause();
        Assert.Null(await Lease(grid));
        Assert.Equal(SweepState.Draining, (await Sweep(grid, start).GetStatus()).Progress.State);
        await Sweep(grid, start).Complete(await Do(grid, inWork));

        SweepProgress paused = (await Sweep(grid, start).GetStatus()).Progress;
        Assert.Equal((SweepState.Paused, (long)inWork.Count), (paused.State, paused.DoneRuns));
        await Sweep(grid, start).Resume(ResumeScope.Missing);
        Assert.Equal(inWork.Count, (await Lease(grid))!.First);
    }

    [Fact]
    public async Task Complete_FailFast_DrainsAtTheFirstFailure()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0, tableMemoryLimit: 512 << 10);
        const string yaml =
            "name: hungry\naxes:\n  scenario: clear\n  memory: [1G, 4M]\n  backing: thp\n  dirty: random 0.5 seed 1\n  base-offset: [0, "
            + "2M, 4M, 6M]\nrepeats: 40\n";
        SweepStart start = await Start(grid, yaml, "hungry");
        await Sweep(grid, start).SetPolicy(SweepPolicy.Default with { FailFast = true });

        await Sweep(grid, start).Complete(await Do(grid, (await Lease(grid, Request(memory: 512 << 10)))!));

        SweepProgress end = (await Sweep(grid, start).GetStatus()).Progress;
        Assert.Equal(SweepState.Cancelled, end.State);
        Assert.Contains("stop at the first failure", end.Fault, StringComparison.Ordinal);
        Assert.InRange(end.DoneRuns, 1, end.TotalRuns - 1);
    }

    [Fact]
    public async Task SetPolicy_OutOfBounds_IsRefusedWithEveryError()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(
            () => Sweep(grid, start).SetPolicy(new SweepPolicy { Weight = 0, Priority = 101, Parallelism = 0 }));

        Assert.Equal(3, refusal.Details.Count);
    }

    [Fact]
    public async Task RunBatch_Quarantined_StoresFailuresWithTheReasonAndRunsNothing()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        BatchLease lease = (await Lease(grid))!;

        BatchReport report = await Do(grid, lease with { Quarantine = "it died twice" });

        Assert.Equal((lease.Count, lease.Count), (report.Stored!.Count, report.Stored.Failed));
        Assert.True(await Sweep(grid, start).Complete(report));
        Assert.All(await fixture.Results(start), result => Assert.Equal((RunState.Failed, "it died twice"), (result.State, result.Error)));
    }
}
