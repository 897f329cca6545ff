using S2Grid.Contracts.Sweeps;

namespace S2Grid.Faults.Tests;

/// <summary>Faults in the middle of a sweep that machines measure. Afterwards every run has exactly one result.</summary>
public sealed class MeasuredFaultTests(FaultServers servers)
{
    private const string Yaml = """
        name: faulty
        backend: kvm
        axes: {memory: 64M, backing: [4k, shmem], chunk: 0}
        repeats: 6
        kvm: {iterations: 6, warm-ups: 0}

        """;

    [Fact]
    public async Task Kill_AnAgentInARunAndTheSiloThatCoordinates_EveryRunIsDoneOnce()
    {
        Assert.SkipWhen(FaultServers.WhyNot is not null, FaultServers.WhyNot ?? "");
        Assert.SkipWhen(ClusterAgent.WhyNotMeasuring is not null, ClusterAgent.WhyNotMeasuring ?? "");
        await using Cluster cluster = await Cluster.StartAsync(servers.Postgres, servers.Redis, silos: 3);
        await using LoggedProcess first = await ClusterAgent.MeasureAsync(cluster, "first");
        SweepStatus sweep = await cluster.StartSweepAsync(Yaml);
        await first.UntilSaidAsync("is reported: succeeded");
        await using LoggedProcess second = await ClusterAgent.MeasureAsync(cluster, "second");
        await second.UntilSaidAsync("Connected");
        SiloProcess coordinator = cluster.Silos.Single(silo => silo.ProcessId == sweep.OwnerProcessId);

        var recovery = Recovery.Begin("kill -9 of an agent in a run and of the silo that hosts the SweepGrain");
        await first.KillAsync();
        await coordinator.KillAsync();
        await recovery.EndAsync(cluster, sweep.Id);

        SweepStatus end = await cluster.UntilAtRestAsync(sweep.Id);
        Assert.True(end.Progress is { State: SweepState.Done, FailedRuns: 0 },
            $"The sweep ended as {end.Progress}.\n{cluster.Logs()}\n{second.Log}");
        IReadOnlyList<(long Run, string Agent)> runs = await cluster.MeasuredRunsAsync(end, Yaml);
        Assert.Equal(Enumerable.Range(0, 12).Select(run => (long)run), runs.Select(run => run.Run));
        Assert.Equal(["first", "second"], runs.Select(run => run.Agent).Distinct().Order(StringComparer.Ordinal));
    }
}
