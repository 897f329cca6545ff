using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using S2Grid.Common;
using S2Grid.Contracts;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Security;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Postgres;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;
using S2Grid.Support;

namespace S2Grid.Faults.Tests;

/// <summary>Silos in processes of their own over one Redis and one PostgreSQL, and a client that does not give up.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan ResponseTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly string catalogueConnection;
    private readonly PostgresServer postgres;
    private IHost? client;

    private Cluster(string folder, string catalogueConnection, PostgresServer postgres, string redis, string? segments, TimeOfDay?[] times)
    {
        Folder = folder;
        this.catalogueConnection = catalogueConnection;
        this.postgres = postgres;
        Segments = segments ?? Path.Combine(folder, "segments");
        var settings = new Dictionary<string, string>
        {
            ["S2GRID_CLUSTER_ID"] = ClusterId,
            ["S2GRID_REDIS"] = redis,
            ["S2GRID_POSTGRES"] = catalogueConnection,
            ["S2GRID_SEGMENTS"] = Segments,
            ["S2GRID_SLOTS"] = "1",
            ["S2GRID_MEMORY"] = "1G",
        };
        Silos =
        [
            .. times.Select((time, index) =>
                new SiloProcess(string.Create(CultureInfo.InvariantCulture, $"silo{index + 1}"), folder, settings, time)),
        ];
    }

    public IReadOnlyList<SiloProcess> Silos { get; }

    /// <summary>What the silos call their cluster.</summary>
    public string ClusterId { get; } = "test-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>Where files go that are deleted with the cluster.</summary>
    public string Folder { get; }

    /// <summary>Where segments are: a folder, or <c>postgres</c>.</summary>
    public string Segments { get; }

    /// <summary>Starts silos over servers of the tests.</summary>
    /// <param name="postgres">Where the catalogue is.</param>
    /// <param name="redis">Where the membership is.</param>
    /// <param name="silos">How many.</param>
    /// <param name="segments">Where segments are; by default a folder of the cluster's own.</param>
    /// <param name="haveOwnTime">Whether the silos' times of day can be set.</param>
    public static async Task<Cluster> StartAsync(PostgresServer postgres, RedisServer redis, int silos, string? segments = null,
        bool haveOwnTime = false)
    {
        string folder = Directory.CreateTempSubdirectory("s2grid-faults-").FullName;
        var times = new TimeOfDay?[silos];
        for (int silo = 0; haveOwnTime && silo < silos; silo++)
            times[silo] = await TimeOfDay.CreateAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"time{silo + 1}")));
        var cluster = new Cluster(folder, await postgres.CreateDatabaseAsync(), postgres, redis.ConnectionString, segments, times);
        try
        {
            await Task.WhenAll(cluster.Silos.Select(silo => silo.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the sweep.</summary>
    public Task<SweepStatus> StartSweepAsync(string yaml, string name = FaultSweep.Name) => AskAsync(async grains =>
        (await grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
            .Start(new SweepRequest(name, yaml, "faulty.yaml", [], null, SweepPolicy.Default))).Status);

    /// <summary>How the sweep stands.</summary>
    public Task<SweepStatus> StatusAsync(string sweepId) => AskAsync(grains => grains.GetGrain<ISweepGrain>(sweepId).GetStatus());

    /// <summary>Waits until so much of the sweep is done that a fault comes in its middle.</summary>
    public async Task<SweepStatus> UntilUnderWayAsync(string sweepId, double part = 0.15)
    {
        SweepStatus status =
            await UntilAsync(sweepId, status => status.Progress.DoneRuns > part * status.Progress.TotalRuns, $"{part:P0} were done");
        Assert.False(status.Progress.State.IsAtRest(), "The sweep is too short for a fault to come in its middle: give it more runs.");
        return status;
    }

    /// <summary>Waits until the sweep has gone on after what it had done, or is at rest: the last run may have been among that.</summary>
    public Task<SweepStatus> UntilFurtherAsync(string sweepId, SweepStatus before) =>
        UntilAsync(sweepId, status => status.Progress.DoneRuns > before.Progress.DoneRuns || status.Progress.State.IsAtRest(),
            $"more than {before.Progress.DoneRuns} runs were done or it was at rest");

    /// <summary>Waits until the sweep is at rest.</summary>
    public Task<SweepStatus> UntilAtRestAsync(string sweepId) =>
        UntilAsync(sweepId, status => status.Progress.State.IsAtRest(), "it was at rest");

    /// <summary>Waits for a state of the sweep, asking again whatever happens meanwhile.</summary>
    public async Task<SweepStatus> UntilAsync(string sweepId, Predicate<SweepStatus> isSo, string what)
    {
        SweepStatus? last = null;
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(BetweenLooks))
        {
            last = await StatusAsync(sweepId);
            if (isSo(last))
                return last;
        }

        Assert.Fail($"Waited {Patience} until {what}; it was last {last?.Progress}.\n{Logs()}");
        return last!;
    }

    /// <summary>Asks the cluster, again and again if it cannot be asked now.</summary>
    public async Task<T> AskAsync<T>(Func<IGrainFactory, Task<T>> question)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                client ??= await ConnectAsync();
                return await question(client.Services.GetRequiredService<IGrainFactory>());
            }
            catch (Exception e) when (e is not RefusedException && waited.Elapsed < Patience)
            {
                // A gateway that hangs keeps its connections open.
                if (e is TimeoutException)
                    await DisconnectAsync();
                await Task.Delay(BetweenLooks);
            }
            catch (Exception e) when (e is not RefusedException)
            {
                Assert.Fail($"The cluster was asked for {Patience} and last answered: {e.Message}\n{Logs()}");
            }
        }
    }

    /// <summary>Checks that every run has exactly one result, and that all are what they are without a fault.</summary>
    public async Task AssertWholeAsync(SweepStatus end, string yaml)
    {
        Assert.True(end.Progress.State == SweepState.Done, $"The sweep ended as {end.Progress}.\n{Logs()}");
        await using SweepCatalogue catalogue = await OpenCatalogueAsync();
        await using ISegmentStore store = await OpenSegmentsAsync();
        using SegmentReader reader = await SegmentReader.OpenAsync(catalogue, store, end.Id, FaultSweep.Plan(yaml), CancellationToken.None);
        IEnumerable<long> runs = reader.Query(null, [SegmentColumns.Run]).Rows.Select(row => (long)row[0]!);
        Assert.Equal(Enumerable.Range(0, (int)end.Progress.TotalRuns).Select(run => (long)run), runs);
        Assert.Equal(await Reference.DigestOf(yaml), FaultSweep.Digest(reader));
    }

    /// <summary>Why runs failed.</summary>
    public async Task<IReadOnlyList<string>> FailuresAsync(string sweepId, string yaml)
    {
        await using SweepCatalogue catalogue = await OpenCatalogueAsync();
        await using ISegmentStore store = await OpenSegmentsAsync();
        using SegmentReader reader =
            await SegmentReader.OpenAsync(catalogue, store, sweepId, FaultSweep.Plan(yaml), CancellationToken.None);
        return [.. reader.Query("state = 'failed'", [SegmentColumns.Error]).Rows.Select(row => (string)row[0]!)];
    }

    /// <summary>The runs that agents have measured, by number, one for each result.</summary>
    public async Task<IReadOnlyList<(long Run, string Agent)>> MeasuredRunsAsync(SweepStatus end, string yaml)
    {
        await using SweepCatalogue catalogue = await OpenCatalogueAsync();
        await using ISegmentStore store = await OpenSegmentsAsync();
        using SegmentReader reader = await SegmentReader.OpenAsync(catalogue, store, end.Id, FaultSweep.Plan(yaml), CancellationToken.None);
        return [.. reader.Query(null, [SegmentColumns.Run, SegmentColumns.Agent]).Rows.Select(row => ((long)row[0]!, (string)row[1]!))];
    }

    /// <summary>What the silos said.</summary>
    public string Logs() => string.Join('\n', Silos.Select(silo => $"--- {silo.Name}\n{Tail(silo.Log)}"));

    /// <summary>The catalogue, as silos open it.</summary>
    public async Task<SweepCatalogue> OpenCatalogueAsync() => await PostgresCatalogue.OpenAsync(catalogueConnection);

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        foreach (SiloProcess silo in Silos)
            await silo.DisposeAsync();
        if (postgres.IsRunning)
            await postgres.DropDatabaseAsync(catalogueConnection);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Ends the client, as if its process had ended.</summary>
    public async Task DisconnectAsync()
    {
        if (client is null)
            return;
        IHost old = client;
        client = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await old.StopAsync(patience.Token).WaitAsync(TimeSpan.FromSeconds(2));
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // It does not get leave of a gateway that hangs.
        }

        old.Dispose();
    }

    private async Task<IHost> ConnectAsync()
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.UseOrleansClient(orleans =>
        {
            orleans.Services.AddGridExceptions();

            // The gateway of a silo that is held takes connections and answers nothing: many seconds until the client tries another.
            orleans.UseStaticClustering([.. Silos.Where(silo => !silo.IsPaused)
                .Select(silo => new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, silo.GatewayPort))]);
            orleans.UseS2GridSecurity(tls: null, token: null, ClusterId);
            orleans.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTime);
        });
        IHost host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static string Tail(string log) => string.Join('\n', log.Split('\n').TakeLast(40));

    private async Task<ISegmentStore> OpenSegmentsAsync() =>
        Segments == "postgres" ? await PostgresSegments.OpenAsync(catalogueConnection) : new SegmentDirectory(new DataDirectory(Segments));
}
