using System.Net;
using System.Net.Sockets;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Storage;
using S2Grid.Views.Grids;

namespace S2Grid.Cli.Tests.Clusters;

public sealed class LostClusterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly CliHarness cli = new();

    [Fact]
    public async Task Nobody_AtTheGateway_IsAwaitedForAMinute()
    {
        var clock = new SkippingClock();
        cli.Clock = clock;

        CliResult result = await cli.RunAsync($"sweeps list --cluster {FreeAddress()}");

        result.Exits(ExitCode.Failed);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("lost the cluster (", StringComparison.Ordinal));
        Assert.Contains("trying again for 60 s ...", result.Error, StringComparison.Ordinal);
        Assert.Contains("error: the cluster has not answered for 60 s", result.Error, StringComparison.Ordinal);
        Assert.InRange(clock.Waited, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
    }

    [Fact]
    public async Task Watch_WhenTheSiloRestarts_GoesOnToTheEnd()
    {
        // Without slots there is nothing but the sweep's coordinator: it is not done before the silo stops.
        await using var cluster = new RemoteCluster { With = usual => usual with { Slots = 0 } };
        await cluster.InitializeAsync();
        cli.Write("long.yaml", SweepFiles.HundredThousand);
        (await cli.RunAsync($"run long.yaml --name long --detach --cluster {cluster.Address}")).Exits(ExitCode.Done);
        var connected = new TaskCompletionSource();
        var lost = new TaskCompletionSource();
        Task<CliResult> watching = cli.RunAsync(
            $"sweeps watch long --cluster {cluster.Address}", ("long: ", () => connected.TrySetResult()),
            ("lost the cluster", () => lost.TrySetResult()));

        await UntilAsync(connected.Task, watching);
        await cluster.StopAsync();
        await UntilAsync(lost.Task, watching);
        await cluster.StartAgainAsync(slots: 1);

        CliResult watched = (await watching).Exits(ExitCode.Done);
        Assert.Contains("Connected again.", watched.Error, StringComparison.Ordinal);
        Assert.Contains("100,000 of 100,000 runs (100 %)", watched.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_MessageThatTheClusterGivesUp_IsAskedAgain()
    {
        string said = await AskAgainAsync(new OperationCanceledException("Message expired before placement could complete."));

        Assert.Contains("lost the cluster (Message expired", said, StringComparison.Ordinal);
        Assert.Contains("Connected again.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_DatabaseThatIsAway_IsAskedAgainAndNamed()
    {
        string said = await AskAgainAsync(
            new StorageException("The catalogue at db1 cannot be used: connection refused.") { IsTransient = true });

        Assert.Contains(
            "the cluster cannot answer (The catalogue at db1 cannot be used: connection refused)", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_SiloThatTurnsCallsAway_IsNoLossUntilItLasts()
    {
        await using var cluster = new RemoteCluster();
        await cluster.InitializeAsync();
        var error = new StringWriter();
        await using ClusterSession client = ClientOf(cluster, error);
        int left = 2;

        Task<bool> TurnAwayAsync(GridGrains grains)
            => left-- > 0 ? throw new SiloUnavailableException("shutting down") : Task.FromResult(true);
        await client.AskAsync(TurnAwayAsync, TestContext.Current.CancellationToken);
        string quiet = error.ToString();
        left = 6;
        var clock = new SkippingClock();
        await using ClusterSession patient = ClientOf(cluster, error, clock);
        await patient.AskAsync(TurnAwayAsync, TestContext.Current.CancellationToken);

        Assert.Empty(quiet);
        Assert.Contains("lost the cluster (shutting down)", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_CancelledByTheUser_IsNotAskedAgain()
    {
        await using var cluster = new RemoteCluster();
        await cluster.InitializeAsync();
        var error = new StringWriter();
        await using ClusterSession client = ClientOf(cluster, error);
        using var interrupt = new CancellationTokenSource();

        Task<bool> asking = client.AskAsync(
            async _ =>
            {
                await interrupt.CancelAsync();
                interrupt.Token.ThrowIfCancellationRequested();
                return true;
            },
            interrupt.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Empty(error.ToString());
    }

    public void Dispose() => cli.Dispose();

    private static async Task UntilAsync(Task told, Task<CliResult> watching)
    {
        if (await Task.WhenAny(told, watching).WaitAsync(Patience, TestContext.Current.CancellationToken) == watching)
            Assert.Fail($"The watching ended too soon: {(await watching).Error}");
    }

    /// <summary>Asks what fails once and then is answered.</summary>
    /// <returns>What the person was told meanwhile.</returns>
    private static async Task<string> AskAgainAsync(Exception first)
    {
        await using var cluster = new RemoteCluster();
        await cluster.InitializeAsync();
        var error = new StringWriter();
        await using ClusterSession client = ClientOf(cluster, error);
        int asked = 0;

        Assert.True(await client.AskAsync(
            _ => ++asked == 1 ? throw first : Task.FromResult(true), TestContext.Current.CancellationToken));
        return error.ToString();
    }

    private static ClusterSession ClientOf(RemoteCluster cluster, StringWriter error, TimeProvider? clock = null) => new(
        new CliEnvironment { Error = error, Out = TextWriter.Null, In = TextReader.Null, Time = clock ?? TimeProvider.System },
        new ClusterContext([cluster.Address]));

    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
