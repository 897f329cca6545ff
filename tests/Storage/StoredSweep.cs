using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;
using S2Grid.Mmu.Simulation;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;

namespace S2Grid.Storage.Tests;

/// <summary>A sweep in a data directory of its own, with batches of real runs to store.</summary>
internal sealed class StoredSweep : IDisposable
{
    public const string Id = "a";

    private const string Yaml =
        """
        name: stored
        axes:
          scenario: [enable, clear]
          memory: [4M, 8M]
          backing: [4k, thp]
          strategy: [baseline, rfc]
        repeats: 2
        """;

    private readonly TemporaryData data = new();
    private readonly SegmentBuffer buffer = new();
    private readonly SimulatedVm vm = new(new VmConfiguration { Memory = 1 << 20 });

    /// <summary>Makes the sweep.</summary>
    /// <param name="store">Where its segments go; by default into its data directory.</param>
    public StoredSweep(ISegmentStore? store = null)
    {
        Specification = SweepSpecification.Parse(Yaml, "stored.yaml").Specification!;
        Store = store ?? new SegmentDirectory(data.Directory);
        Catalogue = SqliteCatalogue.Open(data.Directory);
        Catalogue.TryAdd(new SweepRecord
        {
            Id = Id,
            Name = "stored",
            SpecificationText = Yaml,
            FileName = "stored.yaml",
            Overrides = "[]",
            SpecificationHash = "hash",
            EngineVersion = "1",
            TotalRuns = Plan.RunCount,
            CreatedAt = DateTimeOffset.UnixEpoch,
            StartedAt = DateTimeOffset.UnixEpoch,
        }).Wait();
        Epoch = Catalogue.Begin(Id, DateTimeOffset.UnixEpoch).Result;
    }

    public SweepSpecification Specification { get; }

    public SweepPlan Plan => Specification.Plan;

    public ISegmentStore Store { get; }

    public SweepCatalogue Catalogue { get; }

    public long Epoch { get; }

    public string CatalogueFile => Path.Combine(data.Directory.Path, "catalogue.db");

    public string Segments => data.Segments(Id);

    public string Aside => data.Aside(Id);

    public string[] Files => [.. Store.List(Id).Result.Select(file => file.Name).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        vm.Dispose();
        Catalogue.DisposeAsync().AsTask().Wait();
        data.Dispose();
    }

    public RunResult Run(long index) => SimulatedRun.Execute(vm, Plan[index], CancellationToken.None);

    /// <summary>Stores the runs of a batch; those in <paramref name="failed"/> with a made-up failure.</summary>
    public Task<BatchRecord> StoreBatch(long first, int count, long lease = 1, params long[] failed) =>
        StoreBatch(Id, first, count, lease, failed);

    /// <summary>The same, as a batch of another sweep.</summary>
    public async Task<BatchRecord> StoreBatch(string sweepId, long first, int count, long lease, params long[] failed)
    {
        for (long index = first; index < first + count; index++)
            Add(index, failed.Contains(index), isShared: index > first && Plan[index].Repeat > 0 && !failed.Contains(index - 1));
        BatchRecord batch = await Store.Store(sweepId, buffer, first, lease);
        buffer.Clear();
        return batch;
    }

    /// <summary>Stores a batch and tells the catalogue.</summary>
    public async Task<BatchRecord> StoreDone(long first, int count, long lease = 1, params long[] failed)
    {
        BatchRecord batch = await StoreBatch(first, count, lease, failed);
        await Catalogue.PutBatch(Id, Epoch, batch);
        return batch;
    }

    /// <summary>Stores newer results of some runs of a stored batch.</summary>
    public async Task<BatchRecord> StoreMerged(BatchRecord older, long lease, params long[] runs)
    {
        foreach (long index in runs)
            Add(index, fails: false, isShared: false);
        BatchRecord batch = await Store.StoreMerged(Id, older.File, buffer, lease);
        buffer.Clear();
        return batch;
    }

    public SegmentReader Read() => SegmentReader.OpenAsync(Catalogue, Store, Id, Plan, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Makes the catalogue and the segments agree, as if nobody else used them.</summary>
    public async Task Recover()
    {
        SweepRecovery recovery = await SweepRecovery.FindAsync(Catalogue, Store, Id);
        await recovery.ApplyAsync(Epoch, isAlone: true);
    }

    private void Add(long index, bool fails, bool isShared)
    {
        RunResult result = Run(index);
        string identity = result.Run.Configuration.Identity.ToString();
        if (isShared && !fails)
        {
            buffer.AddReused(result.Run, buffer.Count - 1);
        }
        else
        {
            buffer.Add(fails ? result with { State = RunState.Failed, Error = "it's broken", Steps = [] } : result, identity,
                wallSeconds: 0.25);
        }
    }
}
