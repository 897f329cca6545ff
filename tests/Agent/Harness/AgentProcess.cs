using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using S2Grid.Support;

namespace S2Grid.Agent.Tests.Harness;

/// <summary>The real program, in a process of its own.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Program = typeof(AgentProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AgentPath").Value!;

    private readonly Process process;
    private readonly List<string> lines = [];

    public AgentProcess(params string[] arguments)
    {
        var info = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(info)!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (lines)
                return string.Join('\n', lines);
        }
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var agent = new AgentProcess(arguments);
        return (await agent.EndAsync(), agent.Output);
    }

    /// <summary>Registers a machine at a gateway.</summary>
    public static async Task RegisterAsync(FakeGateway gateway, TemporaryState state)
    {
        (int exitCode, string output) = await RunAsync(
            "register", "--state", state.Path, "--silo", gateway.Address, "--token", FakeGateway.Token, "--name", "lab-1");
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Waits until something is so.</summary>
    public Task UntilAsync(Func<bool> condition, string what) => Poll.UntilAsync(condition, () => $"{what}. The agent said:\n{Output}");

    /// <summary>Waits until the agent has said something.</summary>
    public Task UntilSaidAsync(string text) => UntilAsync(() => Output.Contains(text, StringComparison.Ordinal), $"it said '{text}'");

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>Ends it at once, as a loss of power would.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The agent did not end. It said:\n{Output}");
        }

        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", ["-s", name, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (lines)
                lines.Add(line);
        }
    }
}
