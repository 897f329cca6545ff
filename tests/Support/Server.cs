using System.Diagnostics;

namespace S2Grid.Support;

/// <summary>
/// A real server on a loopback port of its own, with its data in a guarded folder. Disposing of it stops it and deletes the folder. Not for
/// use by several threads at once.
/// </summary>
public abstract class Server : IAsyncDisposable
{
    private readonly string name;
    private readonly GuardedFolder folder;
    private Process? process;

    private protected Server(string name)
    {
        this.name = name;
        folder = new GuardedFolder(name);
        Port = FreePort.Next();
    }

    /// <summary>The port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; }

    /// <summary>Where its files are; among them <c>log</c>, what it says.</summary>
    public string Folder => folder.Path;

    /// <summary>The main process of the server that runs.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public int ProcessId => IsRunning ? process!.Id : throw new InvalidOperationException($"{name} does not run.");

    /// <summary>Whether its main process runs; it may be paused.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Whether the server answers; false while it starts or recovers.</summary>
    public abstract Task<bool> AnswersAsync();

    /// <summary>Starts the server with the data that it has, and returns when it answers.</summary>
    /// <exception cref="InvalidOperationException">It runs already, or did not come up; the message has the end of its log.</exception>
    public async Task StartAsync()
    {
        if (IsRunning)
            throw new InvalidOperationException($"{name} runs already.");
        process?.Dispose();
        process = Launch(Command());
        await UntilAsync("answers", async () => await AnswersAsync() || (process.HasExited ? throw Died() : false));
    }

    /// <summary>Stops the server in an orderly way, also if it is paused, and returns when it has ended. Its data stays.</summary>
    public async Task StopAsync()
    {
        Continue();
        ProcessSignals.Send(ProcessId, StopSignal);
        await HasEndedAsync([]);
    }

    /// <summary>Stops the server and starts it again.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Kills the server with its child processes (SIGKILL), and returns when they have ended. Its data stays as it is.</summary>
    public async Task KillAsync()
    {
        int id = ProcessId;

        // A process that is stopped starts no more children.
        ProcessSignals.Send(id, ProcessSignals.Stop);
        IReadOnlyList<int> children = ProcessSignals.ChildrenOf(id);
        ProcessSignals.Send(id, ProcessSignals.Kill);
        foreach (int child in children)
            ProcessSignals.Send(child, ProcessSignals.Kill);
        await HasEndedAsync(children);
    }

    /// <summary>Holds the server with its child processes (SIGSTOP): connections stay open and nothing is answered.</summary>
    public void Pause() => SendToAll(ProcessSignals.Stop);

    /// <summary>Lets a paused server go on.</summary>
    public void Continue() => SendToAll(ProcessSignals.Continue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        process?.Dispose();
        folder.Dispose();
        FreePort.Return(Port);
        GC.SuppressFinalize(this);
    }

    /// <summary>The signal that asks the server to end in an orderly way and soon.</summary>
    private protected abstract int StopSignal { get; }

    /// <summary>The program and its arguments.</summary>
    private protected abstract IReadOnlyList<string> Command();

    /// <summary>Runs a program to its end.</summary>
    private protected async Task RunAsync(params IReadOnlyList<string> command)
    {
        using Process program = Launch(command);
        await program.WaitForExitAsync();
        if (program.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {program.ExitCode}. {LogEnd()}");
    }

    private string LogFile => Path.Combine(Folder, "log");

    /// <summary>The shell opens the log and then becomes the program, so that the process' id is the program's.</summary>
    private Process Launch(IReadOnlyList<string> command)
    {
        string[] arguments = ["-c", """exec "$@" >>"$0" 2>&1 </dev/null""", LogFile, .. command];
        return Process.Start(new ProcessStartInfo("/bin/sh", arguments) { WorkingDirectory = Folder })!;
    }

    private void SendToAll(int signal)
    {
        int id = ProcessId;
        ProcessSignals.Send(id, signal);
        foreach (int child in ProcessSignals.ChildrenOf(id))
            ProcessSignals.Send(child, signal);
    }

    private Task HasEndedAsync(IReadOnlyList<int> children) =>
        UntilAsync("has ended", () => Task.FromResult(process!.HasExited && !children.Any(ProcessSignals.Exists)));

    private Task UntilAsync(string what, Func<Task<bool>> isSo) =>
        Poll.UntilAsync(isSo, () => $"until {name} on port {Port} {what}. {LogEnd()}");

    private InvalidOperationException Died() => new($"{name} on port {Port} ended with {process!.ExitCode}. {LogEnd()}");

    private string LogEnd() =>
        File.Exists(LogFile) ? $"Its log ends:\n{string.Join('\n', File.ReadLines(LogFile).TakeLast(20))}" : "It has no log.";
}
