using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Cli.Reading;
using S2Grid.Cli.Results;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary>
/// What becomes of a sweep that a command has started: it is followed to its end, then its results are shown; or it is left to a cluster.
/// Ctrl-C drains a sweep of this process; of one that a cluster runs it ends the watching only.
/// </summary>
internal sealed class SweepRunner(CliEnvironment terminal)
{
    private readonly PageOptions page = new(Format.Table, Format.Markdown, Format.Mail, Format.Csv, Format.Json);
    private readonly Option<bool> quiet = CliOption.Flag("--quiet", "Write results and errors only, no progress");

    /// <summary>The option with which the sweep is left to a cluster.</summary>
    public Option<bool> Detach { get; } =
        CliOption.Flag("--detach", "Leave the sweep running in a cluster and do not wait for it");

    /// <summary>The options of what is shown, in the order of help.</summary>
    public IEnumerable<Option> Shown => [.. page.All, quiet];

    /// <summary>Where results are written, and how.</summary>
    public Page PageOf(ParseResult parse) => page.Read(terminal, parse);

    /// <summary>Whether results and errors only are to be shown.</summary>
    public bool IsQuiet(ParseResult parse) => parse.GetValue(quiet);

    /// <summary>Refuses to detach from a grid that ends with this process.</summary>
    /// <exception cref="UsageException">It would.</exception>
    public void Check(GridSession grid, ParseResult parse)
    {
        if (parse.GetValue(Detach) && !grid.IsCluster)
        {
            throw new UsageException(
                new UsageError("--detach needs a cluster (--cluster): without one, this process does the work", Detach.Name));
        }
    }

    /// <summary>Follows the sweep and writes its results once all are there, or says how to watch it where it is left to a
    /// cluster.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> FinishAsync(GridSession grid, SweepStatus sweep, ParseResult parse, CancellationToken interrupt)
    {
        if (parse.GetValue(Detach))
        {
            await terminal.Error.WriteLineAsync(sweep.Progress.State.IsAtRest()
                ? $"{sweep.Name} ({sweep.Id}) in {grid.Place} has no runs left. Results: s2grid results {sweep.Name}"
                : $"{sweep.Name} ({sweep.Id}) runs in {grid.Place}. To watch it: s2grid sweeps watch {sweep.Name}");
            return ExitCode.Done;
        }

        bool isQuiet = parse.GetValue(quiet);
        SweepProgress last = sweep.Progress;
        if (!last.State.IsAtRest())
            last = await FollowAsync(grid, sweep, isQuiet, interrupt);

        int judged = ExitCode.Done;
        if (last.DoneRuns == last.TotalRuns)
        {
            if (sweep.Replaces is not null)
                sweep = await grid.FindAsync(sweep.Id, CancellationToken.None);

            using (StoredSweep stored = await StoredSweep.OpenAsync(grid, sweep, interrupt))
            {
                await ResultWriter.WriteAsync(terminal, PageOf(parse), stored, where: null, interrupt);
                judged = stored.Judge(terminal, where: null);
            }

            await terminal.Out.FlushAsync(CancellationToken.None);
            if (!isQuiet)
            {
                await terminal.Error.WriteLineAsync(
                    $"Kept in {grid.Place} as {sweep.Name} ({sweep.Id}). Full results: s2grid results {sweep.Name} --format csv");
            }
        }

        if (!last.State.IsAtRest())
        {
            await terminal.Error.WriteLineAsync(
                $"{sweep.Name} continues without this command. To stop it: s2grid sweeps cancel {sweep.Name}");
            return ExitCode.Interrupted;
        }

        return Math.Max(judged, Summarise(terminal, sweep.Name, last));
    }

    /// <summary>Says on standard error what is left to do about a sweep at rest.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Summarise(CliEnvironment terminal, string name, SweepProgress progress)
    {
        if (progress.FailedRuns > 0)
        {
            terminal.WriteError(Invariant($"{progress.FailedRuns:N0} of {progress.DoneRuns:N0} runs failed"));
            terminal.Error.WriteLine($"Why: s2grid results {name} --where \"state = 'failed'\"");
            terminal.Error.WriteLine($"Once the cause is gone: s2grid sweeps resume {name} --failed");
        }

        if (progress.DoneRuns == progress.TotalRuns)
            return progress.FailedRuns > 0 ? ExitCode.Failed : ExitCode.Done;

        if (progress.Fault is { } fault)
            terminal.WriteError(fault);

        terminal.Error.WriteLine(Invariant($"{progress.DoneRuns:N0} of {progress.TotalRuns:N0} runs are done and stored."));
        terminal.Error.WriteLine($"To continue: s2grid sweeps resume {name}");
        return progress.Fault is null ? ExitCode.Interrupted : ExitCode.Failed;
    }

    private async Task<SweepProgress> FollowAsync(GridSession grid, SweepStatus sweep, bool isQuiet, CancellationToken interrupt)
    {
        IAsyncEnumerable<SweepProgress> progress = grid.WatchAsync(sweep.Id, ProgressDisplay.Interval, CancellationToken.None);
        if (grid.IsCluster)
            return await ProgressDisplay.FollowAsync(terminal, sweep.Name, progress, isQuiet, interrupt);

        Task drained = Task.CompletedTask;
        using CancellationTokenRegistration registration = interrupt.Register(() => drained = DrainAsync());
        SweepProgress last = await ProgressDisplay.FollowAsync(terminal, sweep.Name, progress, isQuiet, CancellationToken.None);
        await drained;
        return last;

        async Task DrainAsync()
        {
            if (isQuiet || !terminal.Colour)
                await terminal.Error.WriteLineAsync($"{sweep.Name}: interrupted, finishing batches in flight; Ctrl-C again kills");

            await grid.TellAsync(grains => grains.Sweep(sweep.Id).Cancel(), CancellationToken.None);
        }
    }
}
