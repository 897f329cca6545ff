using System.Diagnostics;
using System.Text;
using S2Grid.Support;

namespace S2Grid.Lab.Tests;

/// <summary>A program that a test has started, with what it says. Disposing of it kills it and its descendants.</summary>
internal sealed class LabProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource outputEnded = new();
    private readonly TaskCompletionSource errorsEnded = new();

    private LabProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data, outputEnded, output);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, errorsEnded);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written to both outputs so far, in about the order of writing.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    /// <summary>The part of it that went to standard output.</summary>
    public string Output
    {
        get
        {
            lock (said)
                return output.ToString();
        }
    }

    /// <summary>Starts a program.</summary>
    public static LabProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new LabProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it has said something.</summary>
    public Task UntilSaidAsync(string words)
    {
        return UntilAsync($"says '{words}'", IsSaid);

        bool IsSaid()
        {
            bool isOver = process.HasExited && outputEnded.Task.IsCompleted && errorsEnded.Task.IsCompleted;
            bool isSaid = Said.Contains(words, StringComparison.Ordinal);
            Assert.False(isOver && !isSaid, $"{Name} ended before it said '{words}'. It said:\n{Said}");
            return isSaid;
        }
    }

    /// <summary>Waits until something holds that may come after its end: of processes that it has started, or files.</summary>
    public async Task UntilAsync(string what, Func<bool> isSo)
    {
        for (var waited = Stopwatch.StartNew(); !isSo();)
        {
            Assert.True(waited.Elapsed < Patience, $"Waited {Patience.TotalSeconds} s until {Name} {what}. It said:\n{Said}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience,
                TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Waited {Patience.TotalSeconds} s for the end of {Name}. It said:\n{Said}");
        }

        return process.ExitCode;
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal) => ProcessSignals.Send(process.Id, signal);

    /// <summary>The processes that it has started, and theirs, and so on.</summary>
    public IReadOnlyList<int> Descendants() => DescendantsOf(process.Id);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            IReadOnlyList<int> descendants = Descendants();
            process.Kill();
            foreach (int id in descendants)
                ProcessSignals.Send(id, ProcessSignals.Kill);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private string Name => Path.GetFileName(process.StartInfo.FileName);

    private static List<int> DescendantsOf(int id)
    {
        IReadOnlyList<int> children = ProcessSignals.ChildrenOf(id);
        return [.. children, .. children.SelectMany(DescendantsOf)];
    }

    private void Hear(string? line, TaskCompletionSource ended, StringBuilder? copy = null)
    {
        if (line is null)
        {
            ended.TrySetResult();
            return;
        }

        lock (said)
        {
            said.AppendLine(line);
            copy?.AppendLine(line);
        }
    }
}
