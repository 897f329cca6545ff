using System.Diagnostics;
using System.Globalization;
using S2Grid.Support;

namespace S2Grid.Faults.Tests;

/// <summary>The command <c>s2grid sweeps watch</c>, as a person leaves it running.</summary>
internal static class WatchingClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string Program = BuiltPrograms.S2Grid;

    /// <summary>Begins to watch, and returns when the first progress is shown.</summary>
    public static async Task<LoggedProcess> StartAsync(Cluster cluster, string sweep = FaultSweep.Name)
    {
        string[] gateways =
            [.. cluster.Silos.SelectMany(silo =>
                (string[])["--gateway", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{silo.GatewayPort}")])];
        string logFile = Path.Combine(cluster.Folder, "client.log");
        var environment = new Dictionary<string, string>
        {
            ["XDG_CONFIG_HOME"] = Path.Combine(cluster.Folder, "config"),
            ["XDG_CACHE_HOME"] = Path.Combine(cluster.Folder, "cache"),
        };
        using (Process add =
            LoggedProcess.Launch(logFile, [Program, "cluster", "add", "here", "--cluster-id", cluster.ClusterId, .. gateways], environment))
        {
            await add.WaitForExitAsync();
        }

        Process watch = LoggedProcess.Launch(logFile, [Program, "sweeps", "watch", sweep, "--cluster", "here"], environment);
        var client = new LoggedProcess("The client", logFile, watch, Patience);
        await client.UntilSaidAsync(" runs (");
        return client;
    }
}
