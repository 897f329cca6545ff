using S2Grid.Common;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Hosting;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests.Sweeps;

public sealed class SweepLifeTests : IAsyncDisposable
{
    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Start_NewSweep_RunsToDone()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 2);

        SweepStart start = await Start(grid);
        SweepProgress end = await Rest(grid, start);

        Assert.Equal(StartOutcome.Created, start.Outcome);
        Assert.Equal((SweepState.Done, 48L, 48L, 0L, 24L), (end.State, end.TotalRuns, end.DoneRuns, end.FailedRuns, end.ReusedRuns));
        await fixture.AssertComplete(start);
    }

    [Fact]
    public async Task Complete_LastOfManySmallBatches_LeavesFewSegmentsWithTheSameResults()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        int batches = 0;
        while (await Lease(grid) is { } lease)
        {
            // As on a slow machine: then batches are small.
            Assert.True(await Sweep(grid, start).Complete(await Do(grid, lease) with { Seconds = 1000 }));
            batches++;
        }

        SweepProgress end = await Rest(grid, start);
        Assert.Equal((SweepState.Done, 48L), (end.State, end.DoneRuns));
        Assert.InRange(batches, SweepTidying.MinJoined, 48);
        Assert.Single(await grid.Segments.List(start.Status.Id));
        await fixture.AssertComplete(start);
    }

    [Fact]
    public async Task Cancel_BatchLeased_DrainsWhenItIsReported()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        ISweepGrain sweep = Sweep(grid, start);
        BatchLease lease = (await Lease(grid))!;
        Assert.Equal(LeaseStatus.Renewed, await sweep.Renew(lease.Number));

        await sweep.Cancel();

        Assert.Equal(SweepState.Draining, (await sweep.GetStatus()).Progress.State);
        Assert.Equal(LeaseStatus.Stop, await sweep.Renew(lease.Number));
        Assert.Null(await Lease(grid));
        Assert.True(await sweep.Complete(await Do(grid, lease)));
        SweepProgress end = await Rest(grid, start);
        Assert.Equal((SweepState.Cancelled, (long)lease.Count), (end.State, end.DoneRuns));
        Assert.Equal(lease.Count, (await fixture.Results(start)).Count);
    }

    [Fact]
    public async Task Cancel_NothingLeased_IsCancelledAtOnce()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);

        await Sweep(grid, start).Cancel();

        Assert.Equal(SweepState.Cancelled, (await Rest(grid, start)).State);
    }

    [Fact]
    public async Task Resume_CancelledSweep_RunsWhatIsMissingAndEachRunOnce()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        await Sweep(grid, start).Complete(await Do(grid, (await Lease(grid))!));
        await Sweep(grid, start).Cancel();
        EmbeddedGrid other = await fixture.StartGrid(slots: 1);

        SweepStart resumed = await Sweep(other, start).Resume(ResumeScope.Missing);
        SweepProgress end = await Rest(other, start);

        Assert.Equal(StartOutcome.Continued, resumed.Outcome);
        Assert.Equal(SweepState.Done, end.State);
        Assert.Equal(end.TotalRuns - resumed.Status.Progress.DoneRuns, end.SessionRuns);
        Assert.InRange(resumed.Status.Progress.DoneRuns, 1, 47);
        await fixture.AssertComplete(start);
    }

    [Fact]
    public async Task Stop_GridWithASweepUnderWay_LeavesItInterruptedAndResumable()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        await Sweep(grid, start).Complete(await Do(grid, (await Lease(grid))!));
        await fixture.StopGrid(grid);
        EmbeddedGrid other = await fixture.StartGrid(slots: 1);

        Assert.Equal(SweepState.Interrupted, (await Sweep(other, start).GetStatus()).Progress.State);
        Assert.Equal(StartOutcome.Continued, (await Start(other)).Outcome);
        Assert.Equal(SweepState.Done, (await Rest(other, start)).State);
        await fixture.AssertComplete(start);
    }

    [Fact]
    public async Task Start_CompleteSweepAgain_StartsNothing()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 1);
        SweepStart start = await Start(grid);
        await Rest(grid, start);

        SweepStart again = await Start(grid);

        Assert.Equal(StartOutcome.AlreadyComplete, again.Outcome);
        Assert.Equal(SweepState.Done, again.Status.Progress.State);
        Assert.Equal(start.Status.Id, again.Status.Id);
    }

    [Fact]
    public async Task Start_SameNameOtherSpecification_IsRefusedWithTheDifferences()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        await Start(grid);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => Start(grid, Yaml("baseline, skip-level3")));

        Assert.Contains("small", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(refusal.Details, line => line.Contains("skip-level3", StringComparison.Ordinal));
        Assert.Contains(refusal.Details, line => line.Contains("rfc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_SpecificationWithErrors_IsRefusedWithAllOfThem()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => Start(grid, Yaml("basline, rfcc")));

        Assert.Contains(refusal.Details, line => line.Contains("basline", StringComparison.Ordinal));
        Assert.Contains(refusal.Details, line => line.Contains("rfcc", StringComparison.Ordinal));
        Assert.Empty(await SweepDirectory(grid).List());
    }

    [Fact]
    public async Task Start_Overrides_ArePartOfTheSweep()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 1);
        var request =
            new SweepRequest("small", Yaml(), "small.yaml", [new AxisOverride("memory", "4M,16M")], Repeats: 1, SweepPolicy.Default);

        SweepStart start = await SweepDirectory(grid).Start(request);
        await Rest(grid, start);

        Assert.Equal(16, start.Status.Progress.TotalRuns);
        Assert.Equal([4UL << 20, 16UL << 20],
            (await fixture.Results(start)).Select(result => result.Run.Configuration.Memory).Distinct().Order());
        SweepRequest stored = await Sweep(grid, start).GetRequest();
        Assert.Equal((request.Name, request.SpecificationText, request.Repeats), (stored.Name, stored.SpecificationText, stored.Repeats));
        Assert.Equal(request.Overrides, stored.Overrides);
    }

    [Fact]
    public async Task Resume_RunsThatFailed_AreDoneAgainAndOnlyThose()
    {
        const string yaml =
            """
            name: hungry
            axes:
              scenario: clear
              memory: [4M, 1G]
              backing: thp
              dirty: random 0.5 seed 1
            repeats: 2
            """;
        EmbeddedGrid frugal = await fixture.StartGrid(slots: 1, tableMemoryLimit: 512 << 10);
        SweepStart start = await Start(frugal, yaml, "hungry");
        SweepProgress failed = await Rest(frugal, start);
        Assert.Equal((SweepState.Failed, 4L, 2L), (failed.State, failed.DoneRuns, failed.FailedRuns));
        Assert.Contains("the largest silo has 512K", (await fixture.Results(start))[2].Error, StringComparison.Ordinal);
        await fixture.StopGrid(frugal);
        EmbeddedGrid generous = await fixture.StartGrid(slots: 1);

        Assert.Equal(StartOutcome.AlreadyComplete, (await Sweep(generous, start).Resume(ResumeScope.Missing)).Outcome);
        Assert.Equal(StartOutcome.Continued, (await Sweep(generous, start).Resume(ResumeScope.Failed)).Outcome);
        SweepProgress end = await Rest(generous, start);

        Assert.Equal((SweepState.Done, 4L, 0L), (end.State, end.DoneRuns, end.FailedRuns));
        await fixture.AssertComplete(start);
    }

    [Fact]
    public async Task Resume_SweepOfAnotherEngine_IsRefused()
    {
        await using (SqliteCatalogue catalogue = SqliteCatalogue.Open(fixture.Data))
        {
            await catalogue.TryAdd(new SweepRecord
            {
                Id = "a",
                Name = "old",
                SpecificationText = Yaml(),
                FileName = "small.yaml",
                Overrides = "[]",
                SpecificationHash = "hash",
                EngineVersion = "0",
                TotalRuns = 48,
                CreatedAt = DateTimeOffset.UnixEpoch,
                StartedAt = DateTimeOffset.UnixEpoch,
            });
        }

        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(
            () => grid.Grains.GetGrain<ISweepGrain>("a").Resume(ResumeScope.Missing));
        Assert.Contains("engine version 0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_SlotThatCannotStore_DrainsTheSweepAndSaysWhy()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        string aside = Path.Combine(fixture.Data.Path, "sweeps", start.Status.Id, "aside");
        Directory.Delete(aside);
        File.WriteAllText(aside, "in the way");

        BatchReport report = await Do(grid, (await Lease(grid))!);
        bool accepted = await Sweep(grid, start).Complete(report);

        SweepProgress end = await Rest(grid, start);
        Assert.False(accepted);
        Assert.Equal((SweepState.Cancelled, 0L), (end.State, end.DoneRuns));
        Assert.Contains("aside", end.Fault, StringComparison.Ordinal);
    }
}
