using S2Grid.Cli.Output;
using S2Grid.Views.Grids;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;
using S2Grid.Views.Results;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary>
/// What becomes of a sweep that a command has started: it is followed to its end, then its results are shown; or it is left to a cluster.
/// Ctrl-C drains a sweep of this process; of one that a cluster runs it ends the watching only.
/// </summary>
internal sealed class SweepRunner(CliEnvironment terminal)
{
    private readonly PageOptions page = new(Format.Table, Format.Markdown, Format.Mail, Format.Csv, Format.Json);
    private readonly Patience patience = new();
    private readonly Option<bool> quiet = CliOption.Flag("--quiet", "Write results and errors only, no progress");

    /// <summary>The option with which the sweep is left to a cluster.</summary>
    public Option<bool> Detach { get; } =
        CliOption.Flag("--detach", "Leave the sweep running in a cluster and do not wait for it");

    /// <summary>The options of what is awaited and shown, in the order of help.</summary>
    public IEnumerable<Option> Shown => [.. patience.All, .. page.All, quiet];

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
        GivenUp? givenUp = null;
        if (!last.State.IsAtRest())
            (last, givenUp) = await FollowAsync(grid, sweep, parse, interrupt);

        int judged = ExitCode.Done;
        if (last.DoneRuns == last.TotalRuns || (givenUp is { IsSkip: true } && last.DoneRuns > 0))
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

        if (givenUp is { IsSkip: true } && last.FailedRuns == 0)
        {
            terminal.WriteWarning(givenUp.Why);
            await terminal.Error.WriteLineAsync($"Once an agent can do them: s2grid sweeps resume {sweep.Name}");
            return judged;
        }

        if (givenUp is not null)
            terminal.WriteError(givenUp.Why);
        int left = Summarise(terminal, sweep.Name, last);
        return Math.Max(judged, givenUp is null ? left : ExitCode.Failed);
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

    private async Task<(SweepProgress Last, GivenUp? GivenUp)> FollowAsync(
        GridSession grid, SweepStatus sweep, ParseResult parse, CancellationToken interrupt)
    {
        bool isQuiet = parse.GetValue(quiet);
        GivenUp? givenUp = null;
        Task drained = Task.CompletedTask;
        IAsyncEnumerable<SweepProgress> progress = patience.UntilAsync(
            grid.WatchAsync(sweep.Id, ProgressDisplay.Interval, CancellationToken.None), parse, terminal.Time,
            why =>
            {
                givenUp = why;
                return StopAsync();
            });
        using CancellationTokenRegistration registration = grid.IsCluster ? default : interrupt.Register(() => drained = DrainAsync());
        SweepProgress last = await ProgressDisplay.FollowAsync(
            terminal, sweep.Name, progress, isQuiet, grid.IsCluster ? interrupt : CancellationToken.None);
        await drained;
        return (last, givenUp);

        async Task DrainAsync()
        {
            if (isQuiet || !terminal.Colour)
                await terminal.Error.WriteLineAsync($"{sweep.Name}: interrupted, finishing batches in flight; Ctrl-C again kills");

            await StopAsync();
        }

        Task StopAsync() => grid.TellAsync(grains => grains.Sweep(sweep.Id).Cancel(), CancellationToken.None);
    }
}
