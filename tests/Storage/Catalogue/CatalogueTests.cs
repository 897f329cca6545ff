using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Tests.Catalogue;

/// <summary>What every catalogue promises.</summary>
public abstract partial class CatalogueTests : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<SweepCatalogue> open = [];

    protected SweepCatalogue Catalogue { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        Catalogue = await AnotherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SweepCatalogue catalogue in open)
            await catalogue.DisposeAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Find_AfterReopening_IsWhatWasAdded()
    {
        SweepRecord sweep = Sweep("1", "one") with
        {
            SpecificationText = "name: 'one'\n# größer\n",
            Repeats = 3,
            Fault = "why",
            DoneAtStart = 7,
            EndedAt = Noon.AddHours(1),
            Phase = SweepPhase.Drained,
            TotalRuns = 3_000_000_000,
            Replaces = "0",
            Policy = new SweepPolicy { Weight = 5, Priority = -2, Parallelism = 4, FailFast = true },
        };
        Assert.True(await Catalogue.TryAdd(sweep));

        SweepCatalogue again = await AnotherAsync();

        Assert.Equal(sweep, await again.Find("1"));
        Assert.Equal(sweep, await again.FindByName("one"));
        Assert.Null(await again.Find("2"));
        Assert.Null(await again.FindByName("1"));
    }

    [Fact]
    public async Task Find_NothingOptionalGiven_IsWhatWasAdded()
    {
        SweepRecord sweep = Sweep("1", "one");
        await Catalogue.TryAdd(sweep);

        Assert.Equal(sweep, await Catalogue.Find("1"));
    }

    [Theory]
    [InlineData("2", "one")]
    [InlineData("1", "two")]
    public async Task TryAdd_NameOrIdTaken_AddsNothing(string id, string name)
    {
        SweepRecord first = Sweep("1", "one");
        await Catalogue.TryAdd(first);

        Assert.False(await Catalogue.TryAdd(Sweep(id, name)));
        Assert.Equal([first], await Catalogue.List());
    }

    [Fact]
    public async Task TryAdd_ManyAtOnceWithOneName_AddsOne()
    {
        SweepCatalogue[] catalogues = [Catalogue, await AnotherAsync(), await AnotherAsync()];
        using var barrier = new Barrier(12);

        bool[] added = await Task.WhenAll(Enumerable.Range(0, 12).Select(index => Task.Factory.StartNew(
            () =>
            {
                barrier.SignalAndWait(TestContext.Current.CancellationToken);
                return catalogues[index % 3].TryAdd(Sweep($"id-{index}", "same"));
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        Assert.Single(added, isAdded => isAdded);
        Assert.Equal($"id-{Array.IndexOf(added, true)}", Assert.Single(await Catalogue.List()).Id);
    }

    [Fact]
    public async Task List_SeveralSweeps_NewestFirst()
    {
        await Catalogue.TryAdd(Sweep("1", "old"));
        await Catalogue.TryAdd(Sweep("2", "new") with { CreatedAt = Noon.AddDays(1) });

        Assert.Equal(["new", "old"], (await Catalogue.List()).Select(sweep => sweep.Name));
    }

    [Fact]
    public async Task Rename_ToAFreeName_EndsWhatItReplaces()
    {
        await Catalogue.TryAdd(Sweep("1", "one"));
        await Catalogue.TryAdd(Sweep("2", "one.new") with { Replaces = "1" });

        Assert.False(await Catalogue.Rename("2", "one"));
        Assert.True(await Catalogue.Rename("2", "two"));

        Assert.Equal(Sweep("2", "two"), await Catalogue.Find("2"));
    }

    [Theory]
    [InlineData("one", new[] { "2 one" })]
    [InlineData("kept", new[] { "1 kept", "2 one" })]
    public async Task Replace_Sweep_TakesItsPlaceUnlessItWasRenamed(string now, string[] left)
    {
        await Catalogue.TryAdd(Sweep("1", now));
        await Catalogue.TryAdd(Sweep("2", "one.new") with { Replaces = "1" });

        await Catalogue.Replace("1", "one", "2");

        Assert.Equal(left, (await Catalogue.List()).Select(sweep => $"{sweep.Id} {sweep.Name}{sweep.Replaces}").Order());
    }

    [Fact]
    public async Task SetPolicy_Sweep_ChangesIt()
    {
        await Catalogue.TryAdd(Sweep("1", "one"));
        var policy = new SweepPolicy { Weight = 9, Priority = 3, Parallelism = 2, FailFast = true };

        await Catalogue.SetPolicy("1", policy);

        Assert.Equal(policy, (await Catalogue.Find("1"))!.Policy);
    }

    [Fact]
    public async Task PutBatch_TheSameFirstRun_ReplacesTheOlderResult()
    {
        await AddAsync("1");
        await Catalogue.PutBatch("1", 0, new BatchRecord(100, 10, 2, 3, "old", 1000));
        await Catalogue.PutBatch("1", 0, new BatchRecord(0, 100, 1, 0, "first", 500));

        var newer = new BatchRecord(100, 10, 0, 4, "new", 2000) { Attempts = 2 };
        Assert.True(await Catalogue.PutBatch("1", 0, newer));

        Assert.Equal([new BatchRecord(0, 100, 1, 0, "first", 500), newer], await Catalogue.Batches("1"));
        Assert.Equal(new SweepCounts(110, 1, 4, 2, 2500), await Catalogue.Counts("1"));
    }

    [Fact]
    public async Task PutBatch_TheSameAgain_ChangesNothing()
    {
        await AddAsync("1");
        var batch = new BatchRecord(0, 10, 1, 2, "file", 100);

        Assert.True(await Catalogue.PutBatch("1", 0, batch));
        Assert.True(await Catalogue.PutBatch("1", 0, batch));

        Assert.Equal([batch], await Catalogue.Batches("1"));
    }

    [Fact]
    public async Task PutBatch_ManyAtOnce_StoresEach()
    {
        await AddAsync("1");
        SweepCatalogue[] catalogues = [Catalogue, await AnotherAsync()];
        BatchRecord[] batches = [.. Enumerable.Range(0, 40).Select(index => new BatchRecord(index * 10, 10, 0, 1, $"file-{index}", 5))];

        bool[] stored = await Task.WhenAll(batches.Select((batch, index) => Task.Run(() => catalogues[index % 2].PutBatch("1", 0, batch))));

        Assert.DoesNotContain(false, stored);
        Assert.Equal(batches, await Catalogue.Batches("1"));
    }

    [Fact]
    public async Task RemoveBatch_OneOfTwo_LeavesTheOther()
    {
        await AddAsync("1");
        await Catalogue.PutBatch("1", 0, new BatchRecord(0, 10, 0, 0, "a", 1));
        await Catalogue.PutBatch("1", 0, new BatchRecord(10, 10, 0, 0, "b", 1));

        Assert.True(await Catalogue.RemoveBatch("1", 0, 0));
        Assert.True(await Catalogue.RemoveBatch("1", 0, 0));

        Assert.Equal("b", Assert.Single(await Catalogue.Batches("1")).File);
    }

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, "a")]
    [InlineData(19, "a")]
    [InlineData(20, null)]
    [InlineData(30, "b")]
    [InlineData(40, null)]
    public async Task BatchOf_Run_IsTheOneThatHoldsIt(long run, string? file)
    {
        await AddAsync("1");
        await Catalogue.PutBatch("1", 0, new BatchRecord(10, 10, 0, 0, "a", 1));
        await Catalogue.PutBatch("1", 0, new BatchRecord(30, 10, 0, 0, "b", 1));

        Assert.Equal(file, (await Catalogue.BatchOf("1", run))?.File);
    }

    [Fact]
    public async Task Counts_NoBatches_AreZero()
    {
        await AddAsync("1");

        Assert.Equal(default, await Catalogue.Counts("1"));
    }

    [Fact]
    public async Task Delete_Sweep_TakesItsBatchesAndLeasesAlong()
    {
        await AddAsync("1");
        await Catalogue.PutBatch("1", 0, new BatchRecord(0, 10, 0, 0, "file", 1));
        await Catalogue.PutLease("1", 0, new LeaseRecord(10, 10, "silo", 0));

        await Catalogue.Delete("1");
        await AddAsync("1");

        Assert.Empty(await Catalogue.Batches("1"));
        Assert.Empty(await Catalogue.Leases("1"));
    }

    [Fact]
    public async Task Begin_AfterACancel_ForgetsTheCancelAndCountsFromHere()
    {
        await AddAsync("1");
        await Catalogue.PutBatch("1", 0, new BatchRecord(0, 10, 0, 0, "file", 1));
        await Catalogue.Ask("1", SweepPhase.Paused);
        Assert.Equal(SweepPhase.Paused, await Catalogue.Asked("1"));
        Assert.True(await Catalogue.End("1", 0, SweepPhase.Drained, "disk full", Noon));
        Assert.Equal("disk full", (await Catalogue.Find("1"))!.Fault);

        Assert.Equal(1, await Catalogue.Begin("1", Noon.AddMinutes(1)));

        SweepRecord sweep = (await Catalogue.Find("1"))!;
        Assert.Null(await Catalogue.Asked("1"));
        Assert.Equal((SweepPhase.Started, null, null, 10), (sweep.Phase, sweep.Fault, sweep.EndedAt, sweep.DoneAtStart));
        Assert.Equal(Noon.AddMinutes(1), sweep.StartedAt);
    }

    [Fact]
    public async Task Begin_SeveralAtOnce_GivesEachAnEpochOfItsOwn()
    {
        await AddAsync("1");
        SweepCatalogue another = await AnotherAsync();

        long[] epochs = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(index => Task.Run(() => (index % 2 == 0 ? Catalogue : another).Begin("1", Noon))));

        Assert.Equal([1L, 2, 3, 4, 5, 6, 7, 8], epochs.Order());
    }

    [Fact]
    public async Task AnyChange_OlderEpoch_ChangesNothing()
    {
        await AddAsync("1");
        var batch = new BatchRecord(0, 10, 0, 0, "file", 1);
        var lease = new LeaseRecord(10, 10, "silo", 0);
        long older = await Catalogue.Begin("1", Noon);
        await Catalogue.PutBatch("1", older, batch);
        await Catalogue.PutLease("1", older, lease);
        SweepCatalogue another = await AnotherAsync();
        long newer = await another.Begin("1", Noon.AddMinutes(1));

        Assert.False(await Catalogue.PutBatch("1", older, new BatchRecord(0, 10, 10, 0, "late", 2)));
        Assert.False(await Catalogue.PutBatch("1", older, new BatchRecord(10, 10, 0, 0, "late", 2)));
        Assert.False(await Catalogue.RemoveBatch("1", older, 0));
        Assert.False(await Catalogue.PutLease("1", older, lease with { Silo = "late" }));
        await Catalogue.RemoveLease("1", older, 10);
        Assert.False(await Catalogue.End("1", older, SweepPhase.Complete, "late", Noon));

        Assert.True(newer > older);
        Assert.Equal([batch], await Catalogue.Batches("1"));
        Assert.Equal([lease], await Catalogue.Leases("1"));
        Assert.Equal((SweepPhase.Started, null), ((await Catalogue.Find("1"))!.Phase, (await Catalogue.Find("1"))!.Fault));
    }

    [Fact]
    public async Task AnyChange_SweepThatWasDeleted_IsRefused()
    {
        Assert.False(await Catalogue.PutBatch("gone", 0, new BatchRecord(0, 10, 0, 0, "file", 1)));
        Assert.False(await Catalogue.PutLease("gone", 0, new LeaseRecord(0, 10, "silo", 0)));
        Assert.False(await Catalogue.End("gone", 0, SweepPhase.Complete, null, Noon));
    }

    [Fact]
    public async Task PutLease_TheSameFirstRun_ReplacesWhatWasKnown()
    {
        await AddAsync("1");
        await Catalogue.PutLease("1", 0, new LeaseRecord(20, 10, "silo-b", 0));
        await Catalogue.PutLease("1", 0, new LeaseRecord(0, 20, "silo-a", 0));
        var newer = new LeaseRecord(0, 10, "silo-c", 1) { Number = 1L << 40, Worker = "silo-c/0/1" };

        Assert.True(await Catalogue.PutLease("1", 0, newer));

        Assert.Equal([newer, new LeaseRecord(20, 10, "silo-b", 0)], await Catalogue.Leases("1"));
    }

    [Fact]
    public async Task ReleaseLeases_SilosLeases_KeepsOnlyTheDeathsThatWereCountedBefore()
    {
        await AddAsync("1");
        var others = new LeaseRecord(30, 10, "other", 1) { Number = 3, Worker = "other/0" };
        await Catalogue.PutLease("1", 0, new LeaseRecord(10, 10, "silo", 0) { Number = 1, Worker = "silo/0" });
        await Catalogue.PutLease("1", 0, new LeaseRecord(20, 10, "silo", 1) { Number = 2, Worker = "silo/1" });
        await Catalogue.PutLease("1", 0, others);

        await Catalogue.ReleaseLeases("silo");

        Assert.Equal([new LeaseRecord(20, 10, "", 1), others], await Catalogue.Leases("1"));
    }

    [Fact]
    public async Task RemoveLease_OneOfTwo_LeavesTheOther()
    {
        await AddAsync("1");
        await Catalogue.PutLease("1", 0, new LeaseRecord(0, 10, "a", 0));
        await Catalogue.PutLease("1", 0, new LeaseRecord(10, 10, "b", 0));

        await Catalogue.RemoveLease("1", 0, 0);

        Assert.Equal("b", Assert.Single(await Catalogue.Leases("1")).Silo);
    }

    [Fact]
    public async Task PutBatch_RunsWithLeases_ForgetsThoseAndNoOthers()
    {
        await AddAsync("1");
        await AddAsync("2");
        await Catalogue.PutLease("1", 0, new LeaseRecord(0, 10, "before", 0));
        await Catalogue.PutLease("1", 0, new LeaseRecord(10, 5, "in", 0));
        await Catalogue.PutLease("1", 0, new LeaseRecord(15, 5, "in", 0));
        await Catalogue.PutLease("1", 0, new LeaseRecord(20, 10, "after", 0));
        await Catalogue.PutLease("2", 0, new LeaseRecord(10, 10, "another", 0));

        await Catalogue.PutBatch("1", 0, new BatchRecord(10, 10, 0, 0, "file", 1));

        Assert.Equal(["before", "after"], (await Catalogue.Leases("1")).Select(lease => lease.Silo));
        Assert.Equal("another", Assert.Single(await Catalogue.Leases("2")).Silo);
    }

    /// <summary>Makes the empty place that the catalogues of a test share.</summary>
    protected abstract Task PrepareAsync();

    /// <summary>Opens the catalogue there.</summary>
    protected abstract Task<SweepCatalogue> OpenAsync();

    protected abstract Task CleanUpAsync();

    protected static SweepRecord Sweep(string id, string name) => new()
    {
        Id = id,
        Name = name,
        SpecificationText = "text",
        FileName = "file.yaml",
        Overrides = "[]",
        SpecificationHash = "hash",
        EngineVersion = "1",
        TotalRuns = 1000,
        CreatedAt = Noon,
        StartedAt = Noon,
    };

    /// <summary>Opens the same catalogue once more, as another process would.</summary>
    private async Task<SweepCatalogue> AnotherAsync()
    {
        SweepCatalogue catalogue = await OpenAsync();
        open.Add(catalogue);
        return catalogue;
    }

    private Task<bool> AddAsync(string id) => Catalogue.TryAdd(Sweep(id, $"sweep-{id}"));
}
