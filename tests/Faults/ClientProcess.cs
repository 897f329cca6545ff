using System.Diagnostics;
using System.Globalization;
using S2Grid.Servers;

namespace S2Grid.Faults.Tests;

/// <summary>The command <c>s2grid sweeps watch</c>, as a person leaves it running.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "s2grid");

    private readonly string logFile;
    private readonly Process process;

    private ClientProcess(string logFile, Process process)
    {
        this.logFile = logFile;
        this.process = process;
    }

    /// <summary>Begins to watch, and returns when the first progress is shown.</summary>
    public static async Task<ClientProcess> WatchAsync(Cluster cluster)
    {
        string[] gateways = [.. cluster.Silos.SelectMany(silo => (string[])["--gateway", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{silo.GatewayPort}")])];
        string logFile = Path.Combine(cluster.Folder, "client.log");
        using (Process add = Launch(cluster, logFile, ["cluster", "add", "here", "--cluster-id", cluster.ClusterId, .. gateways]))
            await add.WaitForExitAsync();
        var client = new ClientProcess(logFile, Launch(cluster, logFile, ["sweeps", "watch", FaultSweep.Name, "--cluster", "here"]));
        for (var waited = Stopwatch.StartNew(); !client.Log.Contains(" runs (", StringComparison.Ordinal); await Task.Delay(50))
            Assert.True(waited.Elapsed < Patience && !client.process.HasExited, $"The client was awaited to show progress. It said:\n{client.Log}");
        return client;
    }

    /// <summary>Kills it (SIGKILL), and returns when it is gone.</summary>
    public async Task KillAsync()
    {
        Assert.False(process.HasExited, $"The client has ended before it could be killed. It said:\n{Log}");
        ProcessSignals.Send(process.Id, ProcessSignals.Kill);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private string Log => File.Exists(logFile) ? File.ReadAllText(logFile) : "";

    private static Process Launch(Cluster cluster, string logFile, string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", """exec "$@" >>"$0" 2>&1 </dev/null""", logFile, Program, .. arguments]);
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(cluster.Folder, "config");
        return Process.Start(start)!;
    }
}
