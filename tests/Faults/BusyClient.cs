using System.Globalization;
using S2Grid.Cli.Clusters;
using S2Grid.Terminal;
using S2Grid.Views.Grids;

namespace S2Grid.Faults.Tests;

/// <summary>A client as <c>s2grid</c> has it, that asks something all the time.</summary>
internal sealed class BusyClient : IAsyncDisposable
{
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(20);

    private readonly StringWriter said = new();
    private readonly ClusterSession client;
    private readonly CancellationTokenSource end = new();
    private readonly Task<(int Calls, IReadOnlyList<string> Failures)> asking;

    private BusyClient(ClusterContext context, Func<GridGrains, Task> question)
    {
        client =
            new ClusterSession(
                new CliEnvironment { Error = TextWriter.Synchronized(said), Out = TextWriter.Null, In = TextReader.Null }, context);
        asking = Task.Run(() => AskAsync(question));
    }

    /// <summary>What it told its user.</summary>
    public string Said => said.ToString();

    /// <summary>Begins to ask, by all gateways.</summary>
    public static BusyClient Start(Cluster cluster, Func<GridGrains, Task> question) => new(
        new ClusterContext([.. cluster.Silos.Select(silo => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{silo.GatewayPort}"))],
            cluster.ClusterId),
        question);

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
        await client.DisposeAsync();
        await said.DisposeAsync();
        end.Dispose();
    }

    private async Task<(int Calls, IReadOnlyList<string> Failures)> AskAsync(Func<GridGrains, Task> question)
    {
        var failures = new List<string>();
        int calls = 0;
        for (; !end.IsCancellationRequested; calls++)
        {
            try
            {
                await client.TellAsync(question, CancellationToken.None);
            }
            catch (Exception e)
            {
                failures.Add($"{e.GetType().Name}: {e.Message}");
            }

            await Task.Delay(BetweenCalls);
        }

        return (calls, failures);
    }
}
