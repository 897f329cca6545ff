using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using S2Grid.Contracts.Agents;

namespace S2Grid.Faults.Tests;

/// <summary>Agents of a cluster, of which they know every silo.</summary>
internal static class ClusterAgent
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Program = typeof(ClusterAgent).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AgentPath").Value!;

    /// <summary>Why none can measure on this machine; null if one can.</summary>
    public static string? WhyNotMeasuring => File.Exists("/dev/kvm") ? null : "There is no /dev/kvm on this machine.";

    /// <summary>Registers an agent that measures on this machine, and starts it.</summary>
    public static async Task<LoggedProcess> MeasureAsync(Cluster cluster, string name)
    {
        string state = Path.Combine(cluster.Folder, name);
        string logFile = LogFile(cluster, name);
        using (Process register =
            LoggedProcess.Launch(logFile, [Program, "register", .. await PlaceAsync(cluster, name), "--state", state]))
        {
            await register.WaitForExitAsync();
            Assert.True(register.ExitCode == 0, $"{name} did not register. It said:\n{File.ReadAllText(logFile)}");
        }

        return new LoggedProcess(name, logFile, LoggedProcess.Launch(logFile, [Program, "run", "--state", state]), Patience);
    }

    /// <summary>Starts an agent that plays back what an emulated machine has measured.</summary>
    public static async Task<LoggedProcess> ReplayAsync(Cluster cluster, string name)
    {
        string logFile = LogFile(cluster, name);
        Process replay = LoggedProcess.Launch(logFile, [Program, "replay", "arm64-lab", .. await PlaceAsync(cluster, name)]);
        return new LoggedProcess(name, logFile, replay, Patience);
    }

    private static async Task<string[]> PlaceAsync(Cluster cluster, string name)
    {
        RegistrationToken token = await cluster.AskAsync(grains =>
            grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).CreateToken(new Dictionary<string, string>(),
                TimeSpan.FromHours(24)));
        IEnumerable<string> silos = cluster.Silos.SelectMany(silo =>
            (string[])["--silo", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{silo.AgentPort}")]);
        return [.. silos, "--token", token.Secret, "--name", name];
    }

    private static string LogFile(Cluster cluster, string name) => Path.Combine(cluster.Folder, name + ".log");
}
