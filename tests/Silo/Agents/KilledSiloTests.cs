using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S2Grid.Contracts;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Protocol;
using S2Grid.Security;
using S2Grid.Security.Access;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Agents;

/// <summary>A silo in a process of its own that is killed while an agent measures for it.</summary>
public sealed class KilledSiloTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-killed-");
    private readonly List<Process> processes = [];

    [Fact]
    public async Task Kill_SiloWithARunLeased_LosesAndDoublesNothing()
    {
        (Process first, JsonElement started) = await StartAsync();
        string token = "";
        await WithGrainsAsync(started, async grains =>
        {
            token = (await grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).CreateToken(new Dictionary<string, string>(),
                TimeSpan.FromHours(1))).Secret;
            await grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).Start(new SweepRequest(
                "killed", "backend: kvm\naxes: {memory: [64M, 128M], chunk: 0}\nkvm: {warm-ups: 0}\n", "killed.yaml", [], null,
                SweepPolicy.Default));
        });
        using var agent = new FakeAgent(AgentsOf(started));
        await agent.RegisterAsync(token);
        await agent.HelloAsync();
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;

        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        (_, started) = await StartAsync();
        using FakeAgent again = agent.At(AgentsOf(started));
        await again.HelloAsync();
        ReportReply stored = await again.ReportAsync(again.Success(experiment));
        ReportReply repeated = await again.ReportAsync(again.Success(experiment));
        Experiment other = (await again.LeaseWorkAsync()).Experiment;
        await again.ReportAsync(again.Success(other));

        Assert.True(stored.Stored, stored.Reason);
        Assert.True(repeated.Stored, repeated.Reason);
        Assert.NotEqual(experiment.Run, other.Run);
        await WithGrainsAsync(started, async grains =>
        {
            SweepStatus? status = null;
            await Poll.UntilAsync(
                async () =>
                    (status = await grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).Find("killed")).Progress.State.IsAtRest(
                        ),
                () => $"the sweep to be done; {status?.Progress.DoneRuns} runs are");
            Assert.Equal((SweepState.Done, 2, 0), (status!.Progress.State, status.Progress.DoneRuns, status.Progress.FailedRuns));
        });
    }

    public void Dispose()
    {
        foreach (Process process in processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        folder.Delete(recursive: true);
    }

    private static Uri AgentsOf(JsonElement started) => new(started.GetProperty("agents").GetString()!);

    private static async Task WithGrainsAsync(JsonElement started, Func<IGrainFactory, Task> action)
    {
        using IHost client = new HostBuilder()
            .UseOrleansClient(builder => builder
                .UseStaticClustering(System.Net.IPEndPoint.Parse(started.GetProperty("gateway").GetString()!))
                .ConfigureServices(services => services.AddGridExceptions())
                .UseS2GridSecurity(null, null, AccessKeys.DefaultClusterId))
            .Build();
        await client.StartAsync(TestContext.Current.CancellationToken);
        await action(client.Services.GetRequiredService<IGrainFactory>());
        await client.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task<(Process Process, JsonElement Started)> StartAsync()
    {
        string[] flags = ["--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0", "--slots", "0"];
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "s2grid-silo"), [.. flags, "--data", Path.Combine(folder.FullName, "data")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        Process process = Process.Start(start)!;
        processes.Add(process);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string? line =
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience,
                TestContext.Current.CancellationToken);
        Assert.False(line is null, "The silo was awaited to print its start line, and it has ended.");
        return (process, JsonSerializer.Deserialize<JsonElement>(line!));
    }
}
