using System.Diagnostics;
using System.Globalization;
using S2Grid.Contracts.Cluster;
using S2Grid.Contracts.Sweeps;
using S2Grid.Grains.Leases;
using S2Grid.Storage.Catalogue;
using S2Grid.Support;

namespace S2Grid.Faults.Tests;

/// <summary>
/// Faults in the middle of a sweep, on real processes and servers. After each, nobody having repaired anything: every run has exactly one
/// result, equal to that of a sweep without faults. How long it took until the sweep went on is written to <c>faults.txt</c>.
/// </summary>
public sealed class FaultTests(FaultServers servers)
{
    private static readonly string Yaml = FaultSweep.Yaml();

    /// <summary>A sweep that goes on while a client starts, watches it and is killed.</summary>
    private static readonly string LongerYaml = FaultSweep.Yaml(seeds: 60);

    /// <summary>A sweep that goes on while three silos are started again one after the other.</summary>
    private static readonly string LongYaml = FaultSweep.Yaml(seeds: 150);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Kill_OneOfThreeSilos_TheOthersFinish()
    {
        await using Cluster cluster = await StartAsync();
        SweepStatus sweep = await UnderWayAsync(cluster);
        SiloProcess victim = cluster.Silos[await IndexOfIdleSilo(cluster, sweep)];

        var recovery = Recovery.Begin("kill -9 of one of three silos");
        await victim.KillAsync();
        await recovery.EndAsync(cluster, sweep.Id);

        await cluster.AssertWholeAsync(await cluster.UntilAtRestAsync(sweep.Id), Yaml);
    }

    [Fact]
    public async Task Kill_SiloThatCoordinatesTheSweep_AnotherTakesItUp()
    {
        await using Cluster cluster = await StartAsync();
        SweepStatus sweep = await UnderWayAsync(cluster);
        SiloProcess coordinator = cluster.Silos.Single(silo => silo.ProcessId == sweep.OwnerProcessId);

        var recovery = Recovery.Begin("kill -9 of the silo that hosts the SweepGrain");
        await coordinator.KillAsync();
        await recovery.EndAsync(cluster, sweep.Id);

        SweepStatus end = await cluster.UntilAtRestAsync(sweep.Id);
        await cluster.AssertWholeAsync(end, Yaml);
    }

    [Fact]
    public async Task Kill_AllSilos_TheSweepGoesOnWhenTheyAreBack()
    {
        await using Cluster cluster = await StartAsync();
        SweepStatus sweep = await UnderWayAsync(cluster);
        await Task.WhenAll(cluster.Silos.Select(silo => silo.KillAsync()));
        await cluster.DisconnectAsync();

        var recovery = Recovery.Begin("kill -9 of all silos, and start again");
        await Task.WhenAll(cluster.Silos.Select(silo => silo.StartAsync()));
        await recovery.EndAsync(cluster, sweep.Id);

        await cluster.AssertWholeAsync(await cluster.UntilAtRestAsync(sweep.Id), Yaml);
    }

    [Fact]
    public async Task Stop_PostgresForTwentySeconds_TheSweepWaitsAndSaysSo()
    {
        Assert.SkipWhen(FaultServers.WhyNot is not null, FaultServers.WhyNot ?? "");
        await using PostgresServer postgres = await PostgresServer.CreateAsync();
        await using Cluster cluster = await Cluster.StartAsync(postgres, servers.Redis, silos: 3);
        SweepStatus sweep = await UnderWayAsync(cluster);

        await postgres.StopAsync();
        Task outage = Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await using BusyClient client = BusyClient.Start(cluster, grains => grains.Directory.List());
        SweepStatus waiting = await cluster.UntilAsync(sweep.Id, status => status.Progress.Fault is not null, "it said what it waits for");
        Assert.Equal(SweepState.Running, waiting.Progress.State);
        await outage;
        var recovery = Recovery.Begin("PostgreSQL stopped for 20 s");
        await postgres.StartAsync();
        await recovery.EndAsync(cluster, sweep.Id);

        Assert.Empty((await client.EndAsync()).Failures);
        Assert.Contains("the cluster cannot answer (The catalogue", client.Said, StringComparison.Ordinal);
        await cluster.AssertWholeAsync(await cluster.UntilAtRestAsync(sweep.Id), Yaml);
    }

    [Fact]
    public async Task Restart_Redis_NobodyNotices()
    {
        Assert.SkipWhen(FaultServers.WhyNot is not null, FaultServers.WhyNot ?? "");
        await using RedisServer redis = await RedisServer.CreateAsync();
        await using Cluster cluster = await Cluster.StartAsync(servers.Postgres, redis, silos: 3);
        SweepStatus sweep = await UnderWayAsync(cluster);

        var recovery = Recovery.Begin("Redis restarted");
        await redis.RestartAsync();
        await recovery.EndAsync(cluster, sweep.Id);

        SweepStatus end = await cluster.UntilAtRestAsync(sweep.Id);
        Assert.All(cluster.Silos, silo => Assert.True(silo.IsRunning, $"{silo.Name} has ended.\n{silo.Log}"));
        await cluster.AssertWholeAsync(end, Yaml);
    }

    [Fact]
    public async Task Fill_TheDiskOfTheSegments_TheSweepWaitsAndSaysSo()
    {
        Assert.SkipUnless(SmallDisk.IsAvailable, "A small tmpfs can be mounted by root only.");
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 48);
        await using Cluster cluster = await StartAsync(disk.Folder);
        SweepStatus sweep = await UnderWayAsync(cluster, 0.05);

        disk.Fill();
        SweepStatus waiting = await cluster.UntilAsync(sweep.Id, status => status.Progress.Fault is not null, "it said what it waits for");
        Assert.Equal(SweepState.Running, waiting.Progress.State);
        var recovery = Recovery.Begin("disk of the segments full, then free again");
        disk.Empty();
        await recovery.EndAsync(cluster, sweep.Id);

        await cluster.AssertWholeAsync(await cluster.UntilAtRestAsync(sweep.Id), Yaml);
    }

    [Fact]
    public async Task Pause_OneSiloForThirtySeconds_TheOthersGoOnAndItsWorkIsDoneOnce()
    {
        await using Cluster cluster = await StartAsync();
        SweepStatus sweep = await UnderWayAsync(cluster, 0.05);
        SiloProcess coordinator = cluster.Silos.Single(silo => silo.ProcessId == sweep.OwnerProcessId);

        var recovery = Recovery.Begin("SIGSTOP of the silo that hosts the SweepGrain for 30 s");
        coordinator.Pause();
        Task pause = Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await recovery.EndAsync(cluster, sweep.Id);
        await pause;
        coordinator.Continue();

        await cluster.AssertWholeAsync(await cluster.UntilAtRestAsync(sweep.Id), Yaml);
    }

    [Fact]
    public async Task Kill_TheClientThatWatches_TheSweepDoesNotCare()
    {
        await using Cluster cluster = await StartAsync();
        SweepStatus sweep = await UnderWayAsync(cluster, 0.05, LongerYaml);

        await using LoggedProcess client = await WatchingClient.StartAsync(cluster);

        var recovery = Recovery.Begin("kill -9 of a client that watches");
        await client.KillAsync();
        await recovery.EndAsync(cluster, sweep.Id);

        await cluster.AssertWholeAsync(await cluster.UntilAtRestAsync(sweep.Id), LongerYaml);
    }

    [Fact]
    public async Task Terminate_SilosOneAfterTheOther_HandTheirWorkOverWithoutAFailedCall()
    {
        await using Cluster cluster = await StartAsync();
        SweepStatus sweep = await UnderWayAsync(cluster, 0.05, LongYaml);
        await using BusyClient client = BusyClient.Start(cluster, grains => grains.Sweep(sweep.Id).GetStatus());

        var recovery = Recovery.Begin("rolling restart of three silos (SIGTERM)");
        foreach (SiloProcess silo in cluster.Silos)
        {
            Assert.Equal(0, await silo.StopAsync());
            await silo.StartAsync();
        }

        await recovery.EndAsync(cluster, sweep.Id);
        (int calls, IReadOnlyList<string> failures) = await client.EndAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"{calls} calls meanwhile; the client said: {client.Said}");
        Assert.NotEqual(0, calls);
        Assert.True(failures.Count == 0, $"{failures.Count} of {calls} calls failed: {string.Join("; ", failures)}\n{cluster.Logs()}");
        await cluster.AssertWholeAsync(await cluster.UntilAtRestAsync(sweep.Id), LongYaml);
    }

    [Fact]
    public async Task Kill_AgainAndAgainWithTheSameRun_QuarantinesItAndFinishesTheRest()
    {
        await using Cluster cluster = await StartAsync();
        SweepStatus sweep = await cluster.StartSweepAsync(TwoRuns("8T"));

        var dead = new HashSet<string>(StringComparer.Ordinal);
        while (await UntilInWorkOrAtRestAsync(cluster, sweep.Id, run: 1, dead) is { } worker)
        {
            Assert.True(dead.Count < BatchLedger.MaxDeaths, $"Run 1 is done again after {dead.Count} deaths.\n{cluster.Logs()}");
            dead.Add(worker);
            SiloProcess victim = Find(cluster, worker);
            await victim.KillAsync();
            await victim.StartAsync();
        }

        await AssertEndAsync(cluster, sweep.Id, "8T", (SweepState.Failed, 2, 1));
        string failure = Assert.Single(await cluster.FailuresAsync(sweep.Id, TwoRuns("8T")));
        Assert.True(dead.Count == BatchLedger.MaxDeaths, $"{dead.Count} silos were killed; {failure}\n{cluster.Logs()}");
        RunExplanation why = await cluster.AskAsync(grains => grains.GetGrain<ISweepGrain>(sweep.Id).Explain(1));
        Assert.True(why.Failed);
    }

    [Fact]
    public async Task Pause_AgainAndAgainWithTheSameRun_DoesNotBlameIt()
    {
        await using Cluster cluster = await StartAsync();
        SweepStatus sweep = await cluster.StartSweepAsync(TwoRuns("1536G"));

        var castOut = new HashSet<string>(StringComparer.Ordinal);
        while (castOut.Count < BatchLedger.MaxDeaths)
        {
            string? worker = await UntilInWorkOrAtRestAsync(cluster, sweep.Id, run: 1, castOut);
            Assert.True(worker is not null, $"The sweep is at rest after {castOut.Count} silos were cast out.\n{cluster.Logs()}");
            castOut.Add(worker);
            SiloProcess victim = Find(cluster, worker);
            victim.Pause();
            await cluster.DisconnectAsync();
            await UntilGoneAsync(cluster, worker);
            victim.Continue();
            await victim.EndAsync();
            Assert.Contains("its runs are given back", victim.Log, StringComparison.Ordinal);
            await victim.StartAsync();
        }

        await cluster.UntilAtRestAsync(sweep.Id);
        await AssertEndAsync(cluster, sweep.Id, "1536G", (SweepState.Done, 2, 0));
    }

    private static async Task AssertEndAsync(Cluster cluster, string sweepId, string memory,
        (SweepState State, long Done, long Failed) expected)
    {
        SweepProgress end = (await cluster.StatusAsync(sweepId)).Progress;
        Assert.True(
            (end.State, end.DoneRuns, end.FailedRuns) == expected,
            $"{end.State}, {end.DoneRuns} done, failed: "
            + $"{string.Join("; ", await cluster.FailuresAsync(sweepId, TwoRuns(memory)))}\n{cluster.Logs()}");
    }

    /// <summary>A sweep of a short run and, as run 1, a long one: some 16 s for each TiB.</summary>
    private static string TwoRuns(string memory) =>
        $"name: long\naxes:\n  scenario: clear\n  memory: [16M, {memory}]\n  ia-bits: 48\n  backing: 4k\n  chunk: 4K\n  base-offset: 4K\n";

    private static SiloProcess Find(Cluster cluster, string address) => cluster.Silos.Single(silo =>
        address.Contains($":{silo.SiloPort.ToString(CultureInfo.InvariantCulture)}@", StringComparison.Ordinal));

    private static async Task UntilGoneAsync(Cluster cluster, string silo)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50))
        {
            ClusterStatus status = await cluster.AskAsync(grains => grains.GetGrain<IClusterGrain>(IClusterGrain.Key).Status());
            if (status.Silos.All(other => other.Silo != silo))
                return;
        }

        Assert.Fail($"{silo} was awaited to be declared dead.\n{cluster.Logs()}");
    }

    /// <summary>The silo that does a run, as soon as a living one does; null if the sweep comes to rest before.</summary>
    private static async Task<string?> UntilInWorkOrAtRestAsync(Cluster cluster, string sweepId, long run, HashSet<string> gone)
    {
        await using SweepCatalogue catalogue = await cluster.OpenCatalogueAsync();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50))
        {
            ClusterStatus status = await cluster.AskAsync(grains => grains.GetGrain<IClusterGrain>(IClusterGrain.Key).Status());
            LeaseRecord? lease = (await catalogue.Leases(sweepId)).FirstOrDefault(lease => lease.First <= run && run < lease.End);
            bool isToBeDone = lease is { Deaths: < BatchLedger.MaxDeaths } && !gone.Contains(lease.Silo);
            if (isToBeDone && status.Silos.Any(silo => silo.Silo == lease!.Silo && silo.Report is { BusySlots: > 0 }))
                return lease!.Silo;
            if ((await cluster.StatusAsync(sweepId)).Progress.State.IsAtRest())
                return null;
        }

        Assert.Fail($"Run {run} was awaited to be in work, or the sweep to be at rest.\n{cluster.Logs()}");
        return null;
    }

    private static async Task<int> IndexOfIdleSilo(Cluster cluster, SweepStatus sweep)
    {
        ClusterStatus status = await cluster.AskAsync(grains => grains.GetGrain<IClusterGrain>(IClusterGrain.Key).Status());
        Assert.Equal(cluster.Silos.Count, status.Silos.Count);
        return Enumerable.Range(0, cluster.Silos.Count).First(index => cluster.Silos[index].ProcessId != sweep.OwnerProcessId);
    }

    private static async Task<SweepStatus> UnderWayAsync(Cluster cluster, double part = 0.15, string? yaml = null)
    {
        SweepStatus sweep = await cluster.StartSweepAsync(yaml ?? Yaml);
        return await cluster.UntilUnderWayAsync(sweep.Id, part);
    }

    private Task<Cluster> StartAsync(string? segments = null)
    {
        Assert.SkipWhen(FaultServers.WhyNot is not null, FaultServers.WhyNot ?? "");
        return Cluster.StartAsync(servers.Postgres, servers.Redis, silos: 3, segments);
    }
}
