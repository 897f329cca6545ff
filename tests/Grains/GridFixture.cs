using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Contracts.Vms;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Grains.Sweeps;
using S2Grid.Hosting;
using S2Grid.Storage;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;
using S2Grid.Storage.Tests.Reading;
using S2Grid.Support;

namespace S2Grid.Grains.Tests;

/// <summary>Grids over a data directory that goes away with the test. A grid without slots leaves the work to the test.</summary>
internal sealed class GridFixture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly List<EmbeddedGrid> grids = [];

    public DataDirectory Data { get; } = new(Path.Combine(Path.GetTempPath(), "s2grid-tests", Guid.NewGuid().ToString("N")));

    public ManualClock Clock { get; } = new();

    /// <summary>A specification of 48 runs: 24 configurations, each twice.</summary>
    public static string Yaml(string strategies = "baseline, rfc") =>
        $"""
        name: small
        axes:
          scenario: [enable, clear]
          memory: [4M, 8M, 1G]
          backing: [4k, thp]
          strategy: [{strategies}]
        repeats: 2
        """;

    public async ValueTask DisposeAsync()
    {
        foreach (EmbeddedGrid grid in grids)
            await grid.DisposeAsync();
        if (Directory.Exists(Data.Path))
            Directory.Delete(Data.Path, recursive: true);
    }

    public async Task<EmbeddedGrid> StartGrid(int slots, long? tableMemoryLimit = null)
    {
        var settings = new GridSettings
        {
            Slots = slots,
            MemoryBudget = tableMemoryLimit ?? GridSettings.DefaultMemoryBudget,
            Clock = slots == 0 ? Clock : TimeProvider.System,
            Processor = slots == 0 ? Clock : new GridSettings().Processor,
        };
        EmbeddedGrid grid = await EmbeddedGrid.StartAsync(Data, settings, TestContext.Current.CancellationToken);
        grids.Add(grid);
        return grid;
    }

    public async Task StopGrid(EmbeddedGrid grid)
    {
        grids.Remove(grid);
        await grid.DisposeAsync();
    }

    public static ISweepDirectoryGrain SweepDirectory(EmbeddedGrid grid)
        => grid.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);

    public static ISchedulerGrain Scheduler(EmbeddedGrid grid) => grid.Grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key);

    public static ISweepGrain Sweep(EmbeddedGrid grid, SweepStart start) => grid.Grains.GetGrain<ISweepGrain>(start.Status.Id);

    public static Task<SweepStart> Start(EmbeddedGrid grid, string? yaml = null, string name = "small") =>
        SweepDirectory(grid).Start(new SweepRequest(name, yaml ?? Yaml(), "small.yaml", [], null, SweepPolicy.Default));

    /// <summary>The next batch, without waiting for one.</summary>
    public static Task<BatchLease?> Lease(EmbeddedGrid grid, WorkRequest? offer = null) =>
        Scheduler(grid).Lease(offer ?? Request(), TimeSpan.Zero, TestContext.Current.CancellationToken);

    /// <summary>A slot that asks for work, with a worker of its own unless one is named.</summary>
    public static WorkRequest Request(string? worker = null, string silo = "127.0.0.1:1@1", long memory = 1L << 30) =>
        new(worker ?? $"test/0/{Guid.NewGuid()}", silo, Mmu.Simulation.SimulatedVm.EngineVersion, memory);

    /// <summary>Does a lease as a slot would, but does not report it.</summary>
    public static Task<BatchReport> Do(EmbeddedGrid grid, BatchLease lease) => grid.Grains.GetGrain<IVmGrain>("test/0").RunBatch(lease);

    /// <summary>The progress with which a sweep comes to rest.</summary>
    public static async Task<SweepProgress> Rest(EmbeddedGrid grid, SweepStart start)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        SweepProgress? last = null;
        try
        {
            await foreach (SweepProgress progress in Sweep(grid, start).Watch(TimeSpan.FromMilliseconds(50), timeout.Token))
                last = progress;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            Assert.Fail($"The sweep {start.Status.Name} was awaited to come to rest for {Patience}; it was seen at {last}.");
        }

        return last!;
    }

    /// <summary>The state that follows one.</summary>
    public static async Task<SweepState> NextState(EmbeddedGrid grid, SweepStart start, SweepState state)
    {
        SweepState next = state;
        await Poll.UntilAsync(
            async () => (next = (await Sweep(grid, start).GetStatus()).Progress.State) != state,
            () => $"the sweep {start.Status.Name} to be no longer {state}.");
        return next;
    }

    /// <summary>The stored results.</summary>
    public async Task<IReadOnlyList<RunResult>> Results(SweepStart start)
    {
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(Data);
        SweepPlan plan = (await new SweepPlans(catalogue).Of(start.Status.Id)).Plan;
        using SegmentReader reader =
            await SegmentReader.OpenAsync(catalogue, new SegmentDirectory(Data), start.Status.Id, plan, CancellationToken.None);
        return reader.ReadRuns(plan);
    }

    /// <summary>Checks that every run has one result, and that it is the right one.</summary>
    public async Task AssertComplete(SweepStart start)
    {
        IReadOnlyList<RunResult> results = await Results(start);
        Assert.Equal(Enumerable.Range(0, (int)start.Status.Progress.TotalRuns).Select(index => (long)index),
            results.Select(result => result.Run.Index));
        using var vm = new Mmu.Simulation.SimulatedVm(new Mmu.VmConfiguration { Memory = 1 << 20 });
        foreach (RunResult result in results)
        {
            RunResult expected = SimulatedRun.Execute(vm, result.Run, CancellationToken.None);
            Assert.Equal(expected.State, result.State);
            Assert.Equal(
                expected.Steps.SelectMany(step => step.Counters.Values.ToArray()),
                result.Steps.SelectMany(step => step.Counters.Values.ToArray()));
        }
    }
}
