using System.Diagnostics;
using System.Globalization;
using S2Grid.Support;

namespace S2Grid.Faults.Tests;

/// <summary>A silo in a process of its own, as an operator starts it.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    /// <summary>For a silo that is cast out again and again while it starts, since others are starved, too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly string logFile;
    private Process? process;
    private int alreadySaid;

    /// <summary>Names a silo; it is started by <see cref="StartAsync"/>.</summary>
    /// <param name="name">For messages and its log.</param>
    /// <param name="folder">Where its log goes.</param>
    /// <param name="settings">Environment variables besides its ports.</param>
    /// <param name="time">Its own time of day; null for the machine's.</param>
    public SiloProcess(string name, string folder, IReadOnlyDictionary<string, string> settings, TimeOfDay? time)
    {
        Name = name;
        this.settings = settings;
        logFile = Path.Combine(folder, name + ".log");
        Time = time;
    }

    public string Name { get; }

    public int SiloPort { get; } = FreePort.Next();

    public int GatewayPort { get; } = FreePort.Next();

    public int HttpPort { get; } = FreePort.Next();

    public int AgentPort { get; } = FreePort.Next();

    /// <summary>Its own time of day; null if it has the machine's.</summary>
    public TimeOfDay? Time { get; }

    public int ProcessId => process!.Id;

    public bool IsRunning => process is { HasExited: false };

    public bool IsPaused { get; private set; }

    public string Log => File.Exists(logFile) ? File.ReadAllText(logFile) : "";

    /// <summary>How often it was cast out while it started, as happens where a machine is too busy to answer in time.</summary>
    public int CastOut { get; private set; }

    /// <summary>
    /// Starts it, and returns when it says that it is ready; again if it is cast out meanwhile, as systemd does.
    /// </summary>
    public async Task StartAsync()
    {
        Launch();
        await UntilReadyAsync();
    }

    /// <summary>Starts it.</summary>
    public void Launch()
    {
        var environment = new Dictionary<string, string>([.. settings, .. Time?.Environment ?? []])
        {
            ["S2GRID_SILO_PORT"] = Text(SiloPort),
            ["S2GRID_GATEWAY_PORT"] = Text(GatewayPort),
            ["S2GRID_HTTP_PORT"] = Text(HttpPort),
            ["S2GRID_AGENT_PORT"] = Text(AgentPort),
        };
        process?.Dispose();
        alreadySaid = Log.Length;
        process = LoggedProcess.Launch(logFile, [Path.Combine(AppContext.BaseDirectory, "s2grid-silo")], environment);
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task UntilReadyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        string answer = "nothing";
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience;)
        {
            if (process!.HasExited)
            {
                Assert.True(Log.AsSpan(alreadySaid).Contains("this silo was evicted from the cluster", StringComparison.Ordinal),
                    $"{Name} was awaited to be ready, and it has ended. It said:\n{Log}");
                CastOut++;
                Launch();
            }

            try
            {
                using HttpResponseMessage response = await http.GetAsync(new Uri($"http://127.0.0.1:{HttpPort}/health/ready"));
                if (response.IsSuccessStatusCode)
                    return;
                answer = await response.Content.ReadAsStringAsync();
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                answer = e.Message;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"{Name} was awaited to be ready for {Patience.TotalSeconds} s; it last answered: {answer}. It said:\n{Log}");
    }

    /// <summary>Kills it (SIGKILL), and returns when it is gone.</summary>
    public async Task KillAsync()
    {
        ProcessSignals.Send(ProcessId, ProcessSignals.Kill);
        await process!.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended of itself.</summary>
    public async Task EndAsync() => await process!.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>Asks it to end (SIGTERM).</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        ProcessSignals.Send(ProcessId, ProcessSignals.Terminate);
        await process!.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>Holds it (SIGSTOP): its connections stay open and nothing is answered.</summary>
    public void Pause()
    {
        ProcessSignals.Send(ProcessId, ProcessSignals.Stop);
        IsPaused = true;
    }

    /// <summary>Lets it go on.</summary>
    public void Continue()
    {
        ProcessSignals.Send(ProcessId, ProcessSignals.Continue);
        IsPaused = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        process?.Dispose();
        foreach (int port in (int[])[SiloPort, GatewayPort, HttpPort, AgentPort])
            FreePort.Return(port);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
