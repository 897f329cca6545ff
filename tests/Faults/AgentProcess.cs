using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using S2Grid.Contracts;
using S2Grid.Servers;

namespace S2Grid.Faults.Tests;

/// <summary>An agent that measures on this machine for a cluster, of which it knows every silo.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Program = typeof(AgentProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AgentPath").Value!;

    private readonly string logFile;
    private readonly Process process;

    private AgentProcess(string logFile, Process process)
    {
        this.logFile = logFile;
        this.process = process;
    }

    /// <summary>Why none can measure on this machine; null if one can.</summary>
    public static string? WhyNot => File.Exists("/dev/kvm") ? null : "There is no /dev/kvm on this machine.";

    /// <summary>What it has said.</summary>
    public string Log => File.Exists(logFile) ? File.ReadAllText(logFile) : "";

    /// <summary>Registers an agent, and starts it.</summary>
    public static async Task<AgentProcess> StartAsync(Cluster cluster, string name)
    {
        RegistrationToken token = await cluster.AskAsync(grains =>
            grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).CreateToken(new Dictionary<string, string>(), TimeSpan.FromHours(1)));
        string[] silos = [.. cluster.Silos.SelectMany(silo => (string[])["--silo", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{silo.AgentPort}")])];
        string state = Path.Combine(cluster.Folder, name);
        string logFile = Path.Combine(cluster.Folder, name + ".log");
        using (Process register = Launch(logFile, ["register", .. silos, "--token", token.Secret, "--name", name, "--state", state]))
        {
            await register.WaitForExitAsync();
            Assert.True(register.ExitCode == 0, $"{name} did not register. It said:\n{File.ReadAllText(logFile)}");
        }

        return new AgentProcess(logFile, Launch(logFile, ["run", "--state", state]));
    }

    /// <summary>Waits until it has said something.</summary>
    public async Task UntilSaidAsync(string words)
    {
        for (var waited = Stopwatch.StartNew(); !Log.Contains(words, StringComparison.Ordinal); await Task.Delay(50))
            Assert.True(waited.Elapsed < Patience && !process.HasExited, $"The agent was awaited to say '{words}'. It said:\n{Log}");
    }

    /// <summary>Kills it (SIGKILL), and returns when it is gone.</summary>
    public async Task KillAsync()
    {
        Assert.False(process.HasExited, $"The agent has ended before it could be killed. It said:\n{Log}");
        ProcessSignals.Send(process.Id, ProcessSignals.Kill);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private static Process Launch(string logFile, string[] arguments) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", """exec "$@" >>"$0" 2>&1 </dev/null""", logFile, Program, .. arguments]))!;
}
