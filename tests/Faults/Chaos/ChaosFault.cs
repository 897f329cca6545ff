using S2Grid.Contracts.Sweeps;

namespace S2Grid.Faults.Tests.Chaos;

/// <summary>A fault that is over when it returns: whoever was ended runs again, what was held goes on, what was full has room.</summary>
/// <param name="Name">What it does.</param>
/// <param name="DoAsync">Does it.</param>
internal sealed record ChaosFault(string Name, Func<ChaosGround, Random, Task> DoAsync)
{
    /// <summary>All that can be done on this machine.</summary>
    public static IReadOnlyList<ChaosFault> All { get; } =
    [
        new("kill a silo", async (ground, random) =>
        {
            SiloProcess silo = ground.AnySilo(random);
            await silo.KillAsync();
            await silo.StartAsync();
        }),
        new("kill the silo that runs a sweep", async (ground, random) =>
        {
            SiloProcess silo = await ground.CoordinatorAsync(random);
            await silo.KillAsync();
            await silo.StartAsync();
        }),
        new("kill all silos", async (ground, _) =>
        {
            await Task.WhenAll(ground.Cluster.Silos.Select(silo => silo.KillAsync()));
            await ground.Cluster.DisconnectAsync();
            await Task.WhenAll(ground.Cluster.Silos.Select(silo => silo.StartAsync()));
        }),
        new("stop a silo in order", async (ground, random) =>
        {
            SiloProcess silo = ground.AnySilo(random);
            await silo.StopAsync();
            await silo.StartAsync();
        }),
        new("hold a silo", async (ground, random) =>
        {
            SiloProcess silo = ground.AnySilo(random);
            silo.Pause();
            await ChaosGround.WaitAsync(random, 20);
            silo.Continue();
        }),
        new("kill PostgreSQL", async (ground, random) =>
        {
            await ground.Postgres.KillAsync();
            await ChaosGround.WaitAsync(random, 8);
            await ground.Postgres.StartAsync();
        }),
        new("stop PostgreSQL", async (ground, random) =>
        {
            await ground.Postgres.StopAsync();
            await ChaosGround.WaitAsync(random, 8);
            await ground.Postgres.StartAsync();
        }),
        new("hold PostgreSQL", async (ground, random) =>
        {
            ground.Postgres.Pause();
            await ChaosGround.WaitAsync(random, 8);
            ground.Postgres.Continue();
        }),
        new("kill Redis", async (ground, random) =>
        {
            await ground.Redis.KillAsync();
            await ChaosGround.WaitAsync(random, 8);
            await ground.Redis.StartAsync();
        }),
        new("restart Redis", (ground, _) => ground.Redis.RestartAsync()),
        new("Redis takes connections and is silent", async (ground, random) =>
        {
            ground.Redis.Pause();
            await ChaosGround.WaitAsync(random, 8);
            ground.Redis.Continue();
        }),
        new("fill the disk of the segments", async (ground, random) =>
        {
            ground.Disk.Fill();
            await ChaosGround.WaitAsync(random, 6);
            ground.Disk.Empty();
        }),
        new("kill a client that watches", async (ground, random) =>
        {
            await using LoggedProcess client = await WatchingClient.StartAsync(ground.Cluster, ChaosGround.AnySweep(random));
            await client.KillAsync();
        }),
        new("kill the agent and start another", (ground, _) => ground.ReplaceAgentAsync()),
        new("pause a sweep and resume it", async (ground, random) =>
        {
            string sweep = await ground.IdOfAsync(ChaosGround.AnySweep(random));
            await ground.Cluster.AskAsync(async grains =>
            {
                await grains.GetGrain<ISweepGrain>(sweep).Pause();
                return true;
            });
            await ChaosGround.WaitAsync(random, 3);
            await ground.ResumeAsync(sweep);
        }),
        .. TimeOfDay.WhyNot is null ? new[] { new ChaosFault("set the silos' time of day", SetTimeAsync) } : [],
        .. ChaosGround.IsApart ? new[] { new ChaosFault("cut every connection", CutAsync) } : [],
    ];

    /// <summary>To an hour either way at most, as that of a machine on which all of them are; it stays so until it is set again.</summary>
    private static Task SetTimeAsync(ChaosGround ground, Random random)
    {
        var ahead = TimeSpan.FromSeconds(random.Next(-3600, 3601));
        foreach (SiloProcess silo in ground.Cluster.Silos)
            silo.Time!.Set(ahead);
        return Task.CompletedTask;
    }

    private static async Task CutAsync(ChaosGround ground, Random random)
    {
        await SystemProgram.RunAsync("ip", "link", "set", "lo", "down");
        try
        {
            await ChaosGround.WaitAsync(random, 8);
        }
        finally
        {
            await SystemProgram.RunAsync("ip", "link", "set", "lo", "up");
        }
    }
}
