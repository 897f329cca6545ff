using Microsoft.Data.Sqlite;
using S2Grid.Common;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Grains.Sweeps;
using S2Grid.Hosting;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Sqlite;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests.Sweeps;

public sealed class SharedDataTests : IAsyncDisposable
{
    private readonly GridFixture fixture = new();
    private readonly GridFixture elsewhere = new();

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        await elsewhere.DisposeAsync();
    }

    [Fact]
    public async Task Start_TwoGridsWithDataOfTheirOwn_DoNotDisturbEachOther()
    {
        EmbeddedGrid[] grids = await Task.WhenAll(fixture.StartGrid(slots: 1), elsewhere.StartGrid(slots: 1));
        SweepStart[] starts = await Task.WhenAll(Start(grids[0]), Start(grids[1], Yaml("baseline, skip-level3")));

        Assert.Equal(SweepState.Done, (await Rest(grids[0], starts[0])).State);
        Assert.Equal(SweepState.Done, (await Rest(grids[1], starts[1])).State);
        await fixture.AssertComplete(starts[0]);
        await elsewhere.AssertComplete(starts[1]);
    }

    [Fact]
    public async Task Start_SweepThatAnotherGridRuns_IsRefusedWithItsProcess()
    {
        EmbeddedGrid owner = await fixture.StartGrid(slots: 0);
        await Start(owner);
        EmbeddedGrid other = await fixture.StartGrid(slots: 0);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => Start(other));

        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TwoSweepsOfTwoGrids_RunSideBySide()
    {
        EmbeddedGrid[] grids = await Task.WhenAll(fixture.StartGrid(slots: 1), fixture.StartGrid(slots: 1));
        SweepStart[] starts = await Task.WhenAll(Start(grids[0], name: "one"), Start(grids[1], name: "two"));

        await Rest(grids[0], starts[0]);
        await Rest(grids[1], starts[1]);

        Assert.Equal(["one", "two"], (await SweepDirectory(grids[0]).List()).Select(status => status.Name).Order());
        await fixture.AssertComplete(starts[0]);
        await fixture.AssertComplete(starts[1]);
    }

    [Fact]
    public async Task Cancel_SweepOfAnotherGrid_IsSeenAndHeeded()
    {
        EmbeddedGrid owner = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(owner);
        EmbeddedGrid other = await fixture.StartGrid(slots: 0);
        SweepStatus seen = await Sweep(other, start).GetStatus();
        Assert.Equal((SweepState.Running, (int?)Environment.ProcessId), (seen.Progress.State, seen.OwnerProcessId));

        await Sweep(other, start).Cancel();

        Assert.Equal(SweepState.Cancelled, (await Rest(other, start)).State);
        Assert.Equal(SweepState.Cancelled, (await Rest(owner, start)).State);
    }

    [Fact]
    public async Task Read_RecordFromBeforeTheSweepEnded_TellsItsEnd()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(fixture.Data);
        SweepRecord read = (await catalogue.Find(start.Status.Id))!;
        await Sweep(grid, start).Cancel();
        await Rest(grid, start);

        SweepStatus status = await new SweepStatusReader(catalogue, new GridSettings { Slots = 0, MemoryBudget = 0 }).ReadAsync(read);

        Assert.Equal((SweepState.Cancelled, null), (status.Progress.State, status.OwnerProcessId));
    }

    [Fact]
    public async Task Cancel_BatchLeasedByAnotherGrid_WaitsForItsReport()
    {
        EmbeddedGrid owner = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(owner);
        BatchLease lease = (await Lease(owner))!;
        EmbeddedGrid other = await fixture.StartGrid(slots: 0);

        await Sweep(other, start).Cancel();

        Assert.Equal(SweepState.Draining, await NextState(owner, start, SweepState.Running));
        Assert.Equal(LeaseStatus.Stop, await Sweep(owner, start).Renew(lease.Number));
        Assert.True(await Sweep(owner, start).Complete(await Do(owner, lease)));
        Assert.Equal((SweepState.Cancelled, (long)lease.Count), ((await Rest(owner, start)).State, (await Rest(owner, start)).DoneRuns));
    }

    [Fact]
    public async Task Delete_SweepAtRestAndAgain_TakesItsResultsAlong()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 1);
        SweepStart start = await Start(grid);
        await Rest(grid, start);

        await SweepDirectory(grid).Delete(start.Status.Id);

        await SweepDirectory(grid).Delete(start.Status.Id);

        Assert.Empty(await SweepDirectory(grid).List());
        Assert.False(Directory.Exists(Path.Combine(fixture.Data.Path, "sweeps", start.Status.Id)));
        Assert.Equal(StartOutcome.Created, (await Start(grid, Yaml("baseline, skip-level3"))).Outcome);
    }

    [Fact]
    public async Task Delete_SweepThatRuns_IsRefused()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => SweepDirectory(grid).Delete(start.Status.Id));

        Assert.Contains("Cancel it first", refusal.Message, StringComparison.Ordinal);
        Assert.Single(await SweepDirectory(grid).List());
    }

    [Fact]
    public async Task Rename_SweepThatRuns_IsRefused()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        EmbeddedGrid other = await fixture.StartGrid(slots: 0);

        foreach (EmbeddedGrid asked in new[] { grid, other })
            await Assert.ThrowsAsync<RefusedException>(() => Sweep(asked, start).Rename("other"));

        Assert.Equal("small", Assert.Single(await SweepDirectory(grid).List()).Name);
    }

    [Fact]
    public async Task Replace_OldOneResumedMeanwhile_TakesItsPlaceOnceThatIsAtRest()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart old = await Start(grid);
        SweepRequest request = await Sweep(grid, old).GetRequest();
        await Assert.ThrowsAsync<RefusedException>(() => SweepDirectory(grid).Replace(request));
        await Sweep(grid, old).Cancel();
        SweepStart start = await SweepDirectory(grid).Replace(request);
        await Sweep(grid, start).Pause();
        await Sweep(grid, old).Resume(ResumeScope.Missing);
        EmbeddedGrid other = await fixture.StartGrid(slots: 1);
        await Sweep(other, start).Resume(ResumeScope.Missing);
        await Rest(other, start);

        Assert.Equal("small.new", (await Sweep(other, start).GetStatus()).Name);
        await Sweep(grid, old).Cancel();
        await Sweep(other, start).Resume(ResumeScope.Missing);

        SweepStatus only = Assert.Single(await SweepDirectory(grid).List());
        Assert.Equal((start.Status.Id, "small"), (only.Id, only.Name));
    }

    [Fact]
    public async Task Find_NameIdOrBeginningOfAnId_IsTheSweep()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        string id = start.Status.Id;

        Assert.Equal(id, (await SweepDirectory(grid).Find("small")).Id);
        Assert.Equal(id, (await SweepDirectory(grid).Find(id)).Id);
        Assert.Equal(id, (await SweepDirectory(grid).Find(id[..4])).Id);
    }

    [Fact]
    public async Task Find_NoSuchSweep_SuggestsOne()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        await Start(grid);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => SweepDirectory(grid).Find("smal"));

        Assert.Contains("Did you mean 'small'?", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_CatalogueThatWasDestroyed_SaysSoByName()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(fixture.Data.Path, "catalogue.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DROP TABLE batches; DROP TABLE sweeps";
            command.ExecuteNonQuery();
        }

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => SweepDirectory(grid).List());

        Assert.Contains("catalogue.db", error.Message, StringComparison.Ordinal);
    }
}
