using System.Diagnostics;
using S2Grid.Support;

namespace S2Grid.Faults.Tests;

/// <summary>A program that writes what it says to a file. Disposing of it kills it.</summary>
/// <param name="name">For messages.</param>
/// <param name="logFile">Where it writes.</param>
/// <param name="process">The program.</param>
/// <param name="patience">How long something that it is to say is awaited.</param>
internal sealed class LoggedProcess(string name, string logFile, Process process, TimeSpan patience) : IAsyncDisposable
{
    /// <summary>What it has said.</summary>
    public string Log => File.Exists(logFile) ? File.ReadAllText(logFile) : "";

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="logFile">Where it writes, after what is there.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables on top of those of this process.</param>
    public static Process Launch(string logFile, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] arguments = ["-c", """exec "$@" >>"$0" 2>&1 </dev/null""", logFile, .. command];
        var start = new ProcessStartInfo("/bin/sh", arguments) { WorkingDirectory = Path.GetDirectoryName(logFile) };
        foreach ((string variable, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        return Process.Start(start)!;
    }

    /// <summary>Waits until it has said something.</summary>
    public async Task UntilSaidAsync(string words)
    {
        for (var waited = Stopwatch.StartNew(); !Log.Contains(words, StringComparison.Ordinal); await Task.Delay(50))
            Assert.True(waited.Elapsed < patience && !process.HasExited, $"{name} was awaited to say '{words}'. It said:\n{Log}");
    }

    /// <summary>Kills it (SIGKILL), and returns when it is gone.</summary>
    public async Task KillAsync()
    {
        Assert.False(process.HasExited, $"{name} has ended before it could be killed. It said:\n{Log}");
        ProcessSignals.Send(process.Id, ProcessSignals.Kill);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }
}
