using System.Diagnostics;
using System.Globalization;
using S2Grid.Contracts.Sweeps;
using S2Grid.Storage.Catalogue;
using S2Grid.Support;

namespace S2Grid.Faults.Tests.Chaos;

/// <summary>Three silos over a PostgreSQL, a Redis and a disk that nobody else uses, an agent, and the sweeps that they run.</summary>
internal sealed class ChaosGround : IAsyncDisposable
{
    /// <summary>The sweep that an agent measures.</summary>
    private const string Measured = "measured";

    private static readonly string[] Simulated = ["first", "second"];
    private static readonly string[] Sweeps = [.. Simulated, Measured];

    private ChaosGround(PostgresServer postgres, RedisServer redis, SmallDisk disk, Cluster cluster) =>
        (Postgres, Redis, Disk, Cluster) = (postgres, redis, disk, cluster);

    /// <summary>Whether this process has a network of its own, so that cutting it cuts nothing else.</summary>
    public static bool IsApart => Environment.GetEnvironmentVariable("CHAOS_APART") == "1";

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    public SmallDisk Disk { get; }

    public Cluster Cluster { get; }

    /// <summary>What measures; made by <see cref="ReplaceAgentAsync"/>.</summary>
    private LoggedProcess? agent;
    private int agents;

    /// <summary>The most memory that a silo was seen to have, in bytes.</summary>
    public long MostResident { get; private set; }

    public static async Task<ChaosGround> StartAsync()
    {
        PostgresServer postgres = await PostgresServer.CreateAsync(isDurable: true);
        RedisServer redis = await RedisServer.CreateAsync();
        SmallDisk disk = await SmallDisk.MountAsync(megabytes: 256);
        Cluster cluster = await Cluster.StartAsync(postgres, redis, silos: 3, disk.Folder, haveOwnTime: TimeOfDay.WhyNot is null);
        var ground = new ChaosGround(postgres, redis, disk, cluster);
        await ground.ReplaceAgentAsync();
        return ground;
    }

    /// <summary>Starts every sweep.</summary>
    public async Task BeginAsync(string yaml, string measured)
    {
        foreach (string name in Simulated)
            await Cluster.StartSweepAsync(yaml, name);
        await Cluster.StartSweepAsync(measured, Measured);
    }

    /// <summary>Kills the agent (SIGKILL), if there is one; and starts another.</summary>
    public async Task ReplaceAgentAsync()
    {
        if (agent is not null)
            await agent.DisposeAsync();

        agent = await ClusterAgent.ReplayAsync(Cluster, string.Create(CultureInfo.InvariantCulture, $"agent-{++agents}"));
    }

    /// <summary>Whether every sweep is at rest.</summary>
    public async Task<bool> IsAtRestAsync()
    {
        foreach (string name in Sweeps)
        {
            if (!(await Cluster.StatusAsync(await IdOfAsync(name))).Progress.State.IsAtRest())
                return false;
        }

        return true;
    }

    /// <summary>Checks that every sweep has every result, and nothing else is left of it; then deletes it.</summary>
    /// <returns>Runs and the files that hold them.</returns>
    public async Task<(long Runs, long Segments)> EndAsync(string yaml, string measured)
    {
        (long runs, long segments) = (0, 0);
        foreach (string name in Sweeps)
        {
            string id = await IdOfAsync(name);
            SweepStatus end = await Cluster.UntilAtRestAsync(id);
            if (name == Measured)
                await AssertMeasuredAsync(end, measured);
            else
                await Cluster.AssertWholeAsync(end, yaml);
            await using (SweepCatalogue catalogue = await Cluster.OpenCatalogueAsync())
                Assert.Empty(await catalogue.Leases(id));
            string[] aside = Directory.GetFiles(Path.Combine(Disk.Folder, "sweeps", id, "aside"));
            string[] files = Directory.GetFiles(Path.Combine(Disk.Folder, "sweeps", id, "segments"));
            Assert.True(aside.Length == 0 && files.Length == end.Segments,
                $"{name} has {end.Segments} segments, {files.Length} files, and aside: {string.Join(", ", aside)}");
            (runs, segments) = (runs + end.Progress.DoneRuns, segments + end.Segments);

            await Cluster.AskAsync(async grains =>
            {
                await grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).Delete(id);
                return true;
            });
            Assert.False(Directory.Exists(Path.Combine(Disk.Folder, "sweeps", id)), $"Files of {name} are left.");
        }

        return (runs, segments);
    }

    /// <summary>
    /// Starts every silo that has ended of itself, as the cluster asks of one that it has declared dead; and another agent where one gave
    /// up because no silo was there to register with.
    /// </summary>
    /// <returns>How many silos had.</returns>
    public async Task<int> ReviveAsync()
    {
        SiloProcess[] ended = [.. Cluster.Silos.Where(silo => !silo.IsRunning)];
        await Task.WhenAll(ended.Select(silo => silo.StartAsync()));
        foreach (SiloProcess silo in Cluster.Silos.Where(silo => silo.IsRunning))
        {
            using var process = Process.GetProcessById(silo.ProcessId);
            MostResident = Math.Max(MostResident, process.WorkingSet64);
        }

        if (agent!.HasEnded)
        {
            Assert.Contains("error: Not registered: ", agent.Log, StringComparison.Ordinal);
            await ReplaceAgentAsync();
        }

        return ended.Length;
    }

    /// <summary>Resumes a sweep, once it is at rest.</summary>
    public async Task ResumeAsync(string sweep)
    {
        await Cluster.UntilAtRestAsync(sweep);
        await Cluster.AskAsync(grains => grains.GetGrain<ISweepGrain>(sweep).Resume(ResumeScope.Missing));
    }

    public SiloProcess AnySilo(Random random) => Cluster.Silos[random.Next(Cluster.Silos.Count)];

    public static string AnySweep(Random random) => Sweeps[random.Next(Sweeps.Length)];

    /// <summary>The silo that runs a sweep; any other where it is being moved.</summary>
    public async Task<SiloProcess> CoordinatorAsync(Random random)
    {
        SweepStatus status = await Cluster.StatusAsync(await IdOfAsync(AnySweep(random)));
        return Cluster.Silos.FirstOrDefault(silo => silo.IsRunning && silo.ProcessId == status.OwnerProcessId) ?? AnySilo(random);
    }

    public async Task<string> IdOfAsync(string name) => (await Cluster.AskAsync(grains =>
        grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).Find(name))).Id;

    /// <summary>Waits for up to so many seconds.</summary>
    public static Task WaitAsync(Random random, int seconds) =>
        Task.Delay(random.Next(seconds * 1000), TestContext.Current.CancellationToken);

    private async Task AssertMeasuredAsync(SweepStatus end, string yaml)
    {
        Assert.True(end.Progress is { State: SweepState.Done, FailedRuns: 0 },
            $"{Measured} ended as {end.Progress}.\n{Cluster.Logs()}\n{agent!.Log}");
        Assert.Equal(Enumerable.Range(0, (int)end.Progress.TotalRuns).Select(run => (long)run),
            (await Cluster.MeasuredRunsAsync(end, yaml)).Select(run => run.Run));
    }

    public async ValueTask DisposeAsync()
    {
        if (agent is not null)
            await agent.DisposeAsync();
        await Cluster.DisposeAsync();
        await Disk.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
