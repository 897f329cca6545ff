using System.Globalization;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Contracts.Sweeps;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary>The group <c>s2grid sweeps</c>.</summary>
internal static class SweepsCommands
{
    /// <summary>Creates the group.</summary>
    public static CommandGroup Of(GridOptions grid) => new(
        grid.Terminal,
        "sweeps",
        "List, follow, pause, stop, resume and delete sweeps",
        [
            new("s2grid sweeps list", "All sweeps and their progress."),
            new("s2grid sweeps resume chunks", "Continue where it stopped."),
        ],
        List(grid),
        ShowCommand.Of(grid),
        new SweepCommand(
            grid,
            "watch",
            "Follow a sweep that another process runs, until it stops",
            [new("s2grid sweeps watch chunks", "Progress until the sweep stops; Ctrl-C stops watching, not the sweep.")],
            (session, sweep, _, cancellation) => WatchAsync(grid.Terminal, session, sweep, cancellation)),
        new SweepCommand(
            grid,
            "cancel",
            "Stop a sweep once the batches in flight are finished",
            [new("s2grid sweeps cancel chunks", "Stop it; finished runs are kept, and 's2grid sweeps resume chunks' runs the rest.")],
            (session, sweep, _, cancellation) => DrainAsync(grid.Terminal, session, sweep, grain => grain.Cancel(), cancellation)),
        new SweepCommand(
            grid,
            "pause",
            "Pause a sweep once the batches in flight are finished, until it is resumed",
            [new("s2grid sweeps pause chunks --cluster lab", "Make room for another sweep; 's2grid sweeps resume chunks' continues it.")],
            (session, sweep, _, cancellation) => DrainAsync(grid.Terminal, session, sweep, grain => grain.Pause(), cancellation)),
        new ResumeCommand(grid),
        SetCommand.Of(grid),
        new SweepCommand(
            grid,
            "delete",
            "Delete a sweep that is not running, with its results",
            [new("s2grid sweeps delete chunks", "Its results are deleted; its name can be used again.")],
            (session, sweep, _, cancellation) => DeleteAsync(grid.Terminal, session, sweep, cancellation)),
        WhyCommand.Of(grid));

    private static ListCommand<SweepStatus> List(GridOptions grid) => new(
        grid.Terminal,
        "list",
        "List all sweeps, the newest first",
        [
            new("s2grid sweeps list", "Names, states and progress."),
            new("s2grid sweeps list --format json", "The same for a program."),
        ],
        new(
            SweepJson.Of,
            new("name", sweep => sweep.Name),
            new("id", sweep => sweep.Id),
            new("state", sweep => sweep.Progress.State.ToString().ToLowerInvariant()),
            new(" done", sweep => Invariant($"{sweep.Progress.DoneRuns:N0}")),
            new(" runs", sweep => Invariant($"{sweep.Progress.TotalRuns:N0}")),
            new(" failed", sweep => Invariant($"{sweep.Progress.FailedRuns:N0}")),
            new("created", sweep => sweep.CreatedAt.ToString("u", CultureInfo.InvariantCulture)),
            new(" size", sweep => HumanSize.Describe(sweep.StoredBytes))),
        async (parse, cancellation) =>
        {
            await using GridSession session = await grid.AskAsync(parse, cancellation);
            return (
                await session.AskAsync(grains => grains.Directory.List(), cancellation),
                $"No sweeps in {session.Place}. 's2grid presets list' shows some to run.");
        },
        grid.All);

    private static async Task<int> WatchAsync(CliEnvironment terminal, GridSession session, SweepStatus sweep, CancellationToken cancellation)
    {
        IAsyncEnumerable<SweepProgress> progress = session.WatchAsync(sweep.Id, ProgressDisplay.Interval, cancellation);
        SweepProgress last = await ProgressDisplay.FollowAsync(terminal, sweep.Name, progress, quiet: false, CancellationToken.None);
        return SweepSummary.Write(terminal, sweep.Name, last);
    }

    /// <summary>Asks for a sweep to be drained and waits until it is.</summary>
    private static async Task<int> DrainAsync(
        CliEnvironment terminal, GridSession session, SweepStatus sweep, Func<ISweepGrain, Task> ask, CancellationToken cancellation)
    {
        if (sweep.Progress.State.IsAtRest())
        {
            terminal.Error.WriteLine($"{sweep.Name} is not running.");
            SweepSummary.Write(terminal, sweep.Name, sweep.Progress);
            return ExitCode.Done;
        }

        await session.TellAsync(grains => ask(grains.Sweep(sweep.Id)), cancellation);
        await WatchAsync(terminal, session, sweep, cancellation);
        return ExitCode.Done;
    }

    private static async Task<int> DeleteAsync(CliEnvironment terminal, GridSession session, SweepStatus sweep, CancellationToken cancellation)
    {
        await session.TellAsync(grains => grains.Directory.Delete(sweep.Id), cancellation);
        string size = HumanSize.Describe(sweep.StoredBytes);
        terminal.Error.WriteLine(Invariant($"Deleted {sweep.Name} ({sweep.Id}): {sweep.Progress.DoneRuns:N0} runs, {size}."));
        return ExitCode.Done;
    }
}
