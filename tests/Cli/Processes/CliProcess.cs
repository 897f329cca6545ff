using System.Diagnostics;
using System.Globalization;
using System.Text;
using S2Grid.Support;

namespace S2Grid.Cli.Tests.Processes;

/// <summary>A real s2grid process.</summary>
public sealed class CliProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly StringBuilder error = new();
    private readonly Task errors;

    private CliProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        errors = ReadErrorsAsync();
    }

    /// <summary>What it has written to standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (error)
                return error.ToString();
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>The most memory that it was seen to have resident, in bytes, once it has ended.</summary>
    /// <remarks>Looked at by a thread of its own: the pool's may all be busy in the process's last moments.</remarks>
    public Task<long> PeakMemoryAsync()
    {
        return Task.Factory.StartNew(Look, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        long Look()
        {
            long peak = 0;
            while (!process.HasExited)
            {
                try
                {
                    process.Refresh();
                    peak = Math.Max(peak, process.PeakWorkingSet64);
                }
                catch (InvalidOperationException)
                {
                    // It has ended meanwhile.
                }

                Thread.Sleep(TimeSpan.FromMilliseconds(5));
            }

            return peak;
        }
    }

    /// <summary>Starts a command line in a folder, with a data directory.</summary>
    public static CliProcess Start(string folder, string data, params IEnumerable<string> arguments)
    {
        // Who runs the tests in the background of a script has them ignore Ctrl-C's signal, and so all that they start.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", BuiltPrograms.S2Grid, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["S2GRID_DATA"] = data;
        return new CliProcess(Process.Start(start)!);
    }

    /// <summary>Kills it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends the signal that Ctrl-C sends.</summary>
    public async Task InterruptAsync()
    {
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Harness.CliResult> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await errors;
        return new Harness.CliResult(process.ExitCode, await output, Error);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (error)
                error.Append(line).Append('\n');
        }
    }
}
