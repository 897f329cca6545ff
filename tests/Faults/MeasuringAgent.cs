using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using S2Grid.Contracts.Agents;

namespace S2Grid.Faults.Tests;

/// <summary>An agent that measures on this machine for a cluster, of which it knows every silo.</summary>
internal static class MeasuringAgent
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Program = typeof(MeasuringAgent).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AgentPath").Value!;

    /// <summary>Why none can measure on this machine; null if one can.</summary>
    public static string? WhyNot => File.Exists("/dev/kvm") ? null : "There is no /dev/kvm on this machine.";

    /// <summary>Registers an agent, and starts it.</summary>
    public static async Task<LoggedProcess> StartAsync(Cluster cluster, string name)
    {
        RegistrationToken token = await cluster.AskAsync(grains =>
            grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).CreateToken(new Dictionary<string, string>(),
                TimeSpan.FromHours(1)));
        string[] silos =
            [.. cluster.Silos.SelectMany(silo =>
                (string[])["--silo", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{silo.AgentPort}")])];
        string state = Path.Combine(cluster.Folder, name);
        string logFile = Path.Combine(cluster.Folder, name + ".log");
        using (Process register =
            LoggedProcess.Launch(logFile, [Program, "register", .. silos, "--token", token.Secret, "--name", name, "--state", state]))
        {
            await register.WaitForExitAsync();
            Assert.True(register.ExitCode == 0, $"{name} did not register. It said:\n{File.ReadAllText(logFile)}");
        }

        return new LoggedProcess(name, logFile, LoggedProcess.Launch(logFile, [Program, "run", "--state", state]), Patience);
    }
}
