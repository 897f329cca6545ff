using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S2Grid.Contracts;

namespace S2Grid.Faults.Tests;

/// <summary>A client that asks how a sweep stands, all the time, and never asks again what has failed.</summary>
internal sealed class ImpatientClient : IAsyncDisposable
{
    private static readonly TimeSpan ResponseTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(20);

    private readonly IHost host;
    private readonly CancellationTokenSource end = new();
    private readonly Task<(int Calls, IReadOnlyList<string> Failures)> asking;

    private ImpatientClient(IHost host, string sweepId)
    {
        this.host = host;
        asking = Task.Run(() => AskAsync(sweepId));
    }

    /// <summary>Connects to all gateways and begins to ask.</summary>
    public static async Task<ImpatientClient> StartAsync(Cluster cluster, string sweepId) =>
        new(await cluster.ConnectAsync(ResponseTime), sweepId);

    /// <summary>Ends asking.</summary>
    /// <returns>How many calls were made, and what those that failed said.</returns>
    public async Task<(int Calls, IReadOnlyList<string> Failures)> EndAsync()
    {
        await end.CancelAsync();
        return await asking;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await host.StopAsync();
        host.Dispose();
        end.Dispose();
    }

    private async Task<(int Calls, IReadOnlyList<string> Failures)> AskAsync(string sweepId)
    {
        ISweepGrain sweep = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ISweepGrain>(sweepId);
        var failures = new List<string>();
        int calls = 0;
        for (; !end.IsCancellationRequested; calls++)
        {
            long begin = Stopwatch.GetTimestamp();
            try
            {
                await sweep.GetStatus();
            }
            catch (Exception e)
            {
                failures.Add($"after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s {e.GetType().Name}: {e.Message}");
            }

            await Task.Delay(BetweenCalls);
        }

        return (calls, failures);
    }
}
