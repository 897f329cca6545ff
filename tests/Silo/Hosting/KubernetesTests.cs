using System.Diagnostics;
using System.Text.Json;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Hosting;

/// <summary>Silos that are told that they are pods, and an API server that tells them which pods there are.</summary>
public sealed class KubernetesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-pods-");
    private readonly List<Process> processes = [];

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

    [Fact]
    public async Task Start_WhereAMembersPodIsGone_DeclaresThatMemberDead()
    {
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        await using RedisServer redis = await RedisServer.CreateAsync();
        await using PodServer pods = await PodServer.StartAsync(folder.FullName);
        await StartAsync("silo-0", pods, redis);
        Process gone = await StartAsync("silo-1", pods, redis);

        // Its process lives and answers: nothing but its pod tells that it is gone.
        pods.Delete("silo-1");
        await StartAsync("silo-2", pods, redis);

        await gone.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, gone.ExitCode);
        Assert.All(processes.Where(process => process != gone), process => Assert.False(process.HasExited));
    }

    private async Task<Process> StartAsync(string pod, PodServer pods, RedisServer redis)
    {
        pods.Add(pod, Credentials.ClusterId);
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "s2grid-silo"),
            [
                "--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0", "--slots", "0", "--cluster-id",
                Credentials.ClusterId,
                "--data", Path.Combine(folder.FullName, "data"), "--redis", redis.ConnectionString, "--kubernetes", "yes",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["POD_NAME"] = pod;
        start.Environment["POD_NAMESPACE"] = PodServer.Namespace;
        start.Environment["KUBECONFIG"] = pods.KubeConfig;
        Process process = Process.Start(start)!;
        processes.Add(process);
        List<string> said = [];
        process.ErrorDataReceived += (_, line) => said.Add(line.Data ?? "");
        process.BeginErrorReadLine();
        string? line =
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience,
                TestContext.Current.CancellationToken);
        Assert.True(line is not null, $"{pod} was awaited to start, and it has ended: {string.Join('\n', said)}");
        Assert.Equal(process.Id, JsonDocument.Parse(line).RootElement.GetProperty("pid").GetInt32());
        return process;
    }
}
