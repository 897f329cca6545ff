using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Views.Grids;
using S2Grid.Views.Output;
using S2Grid.Views.Sweeps;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary>The group <c>s2grid sweeps</c>.</summary>
internal static class SweepsCommands
{
    public static CommandGroup Of(GridOptions grid)
    {
        var sweeps = new SubjectCommands<SweepStatus>(
            grid,
            ("SWEEP", "The sweep's name, its id or a beginning of the id"),
            grid.AskAsync,
            (grains, nameOrId) => grains.Directory.Find(nameOrId));
        return new CommandGroup(
            grid.Terminal,
            "sweeps",
            "List, follow, pause, stop, resume, rename and delete sweeps",
            [
                new("s2grid sweeps list", "All sweeps and their progress."),
                new("s2grid sweeps resume chunks", "Continue where it stopped."),
            ],
            List(grid),
            ShowCommand.Of(sweeps),
            sweeps.Of(
                "watch",
                "Follow a sweep that another process runs, until it stops",
                [new("s2grid sweeps watch chunks", "Progress until the sweep stops; Ctrl-C stops watching, not the sweep.")],
                (session, sweep, _, cancellation) => WatchAsync(grid.Terminal, session, sweep, cancellation)),
            sweeps.Of(
                "cancel",
                "Stop a sweep once the batches in flight are finished",
                [new("s2grid sweeps cancel chunks", "Stop it; finished runs are kept, and 's2grid sweeps resume chunks' runs the rest.")],
                Drain(grid.Terminal, grain => grain.Cancel())),
            sweeps.Of(
                "pause",
                "Pause a sweep once the batches in flight are finished, until it is resumed",
                [
                    new("s2grid sweeps pause chunks --cluster lab",
                        "Make room for another sweep; 's2grid sweeps resume chunks' continues it."),
                ],
                Drain(grid.Terminal, grain => grain.Pause())),
            Resume(grid, sweeps.Argument()),
            Set(sweeps),
            Rename(sweeps),
            sweeps.Of(
                "delete",
                "Delete a sweep that is not running, with its results",
                [new("s2grid sweeps delete chunks", "Its results are deleted; its name can be used again.")],
                async (session, sweep, _, cancellation) =>
                {
                    await session.TellAsync(grains => grains.Directory.Delete(sweep.Id), cancellation);
                    string size = HumanSize.Describe(sweep.StoredBytes);
                    await grid.Terminal.Error.WriteLineAsync(
                        Invariant($"Deleted {sweep.Name} ({sweep.Id}): {sweep.Progress.DoneRuns:N0} runs, {size}."));
                    return ExitCode.Done;
                }),
            Why(sweeps));
    }

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

    private static CliCommand Resume(GridOptions grid, Argument<string> sweep)
    {
        Option<bool> failed = CliOption.Flag("--failed", "Also run again what failed");
        var runner = new SweepRunner(grid.Terminal);
        return new CliCommand(
            grid.Terminal,
            "resume",
            "Run what is missing from a sweep, and show its results",
            [
                new("s2grid sweeps resume chunks", "Continue after Ctrl-C, a crash or a full disk: finished runs are kept."),
                new("s2grid sweeps resume chunks --failed", "Also run again what failed."),
                new("s2grid sweeps resume chunks --cluster lab --detach", "Let it continue in a cluster, without this command."),
            ],
            async (parse, cancellation) =>
            {
                await using GridSession session = await grid.RunAsync(parse, cancellation);
                runner.Check(session, parse);
                SweepStatus found = await session.FindAsync(parse.GetRequiredValue(sweep), cancellation);
                ResumeScope scope = parse.GetValue(failed) ? ResumeScope.Failed : ResumeScope.Missing;
                SweepStart start = await session.AskAsync(grains => grains.Sweep(found.Id).Resume(scope), cancellation);
                if (start.Outcome == StartOutcome.AlreadyComplete && !runner.IsQuiet(parse))
                    await grid.Terminal.Error.WriteLineAsync($"{found.Name} is already complete.");

                return await runner.FinishAsync(session, start.Status, parse, cancellation);
            },
            [sweep, failed, .. grid.All, runner.Detach, .. runner.Shown]);
    }

    private static CliCommand Rename(SubjectCommands<SweepStatus> sweeps)
    {
        Argument<string> to = CliArgument.Value<string>(
            "NEW", "The new name", SweepName.TryRead, $"is not a valid name. {SweepName.Rule}");
        return sweeps.Of(
            "rename",
            "Give a sweep that is not running another name",
            [new("s2grid sweeps rename chunks chunks-7.2", "Keep it under another name; the name chunks can be used again.")],
            async (session, sweep, parse, cancellation) =>
            {
                string name = parse.GetRequiredValue(to);
                await session.TellAsync(grains => grains.Sweep(sweep.Id).Rename(name), cancellation);
                await sweeps.Terminal.Error.WriteLineAsync($"{sweep.Name} ({sweep.Id}) is called {name} now.");
                return ExitCode.Done;
            },
            to);
    }

    private static CliCommand Set(SubjectCommands<SweepStatus> sweeps)
    {
        var policy = new PolicyOptions();
        CliCommand command = sweeps.Of(
            "set",
            "Change how a sweep shares the grid with others, even while it runs",
            [
                new("s2grid sweeps set chunks --weight 4 --cluster lab", "Four times the slot time of a sweep with weight 1."),
                new("s2grid sweeps set chunks --priority -10", "Run only when no other sweep has work."),
            ],
            async (session, sweep, parse, cancellation) =>
            {
                SweepPolicy changed = policy.Read(parse, sweep.Policy);
                await session.TellAsync(grains => grains.Sweep(sweep.Id).SetPolicy(changed), cancellation);
                string text = PolicyOptions.Describe(changed) is { Length: > 0 } unusual ? unusual : "default share of the grid";
                await sweeps.Terminal.Error.WriteLineAsync($"{sweep.Name}: {text}.");
                return ExitCode.Done;
            },
            policy.All);
        command.Validators.Add(result =>
        {
            if (policy.All.All(option => result.GetResult(option) is not { Implicit: false }))
                result.AddError("nothing to set: give --weight, --priority, --parallel or --fail-fast");
        });
        return command;
    }

    private static CliCommand Why(SubjectCommands<SweepStatus> sweeps)
    {
        Argument<long> run = CliArgument.Value<long>(
            "RUN",
            "The run's number, from 0",
            (string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number),
            "is not a valid run number; runs are numbered from 0");
        Option<Format> format = FormatOption.Of(Format.Table, Format.Json);
        return sweeps.Of(
            "why",
            "Explain why a run was or was not reused, and which input differs first",
            [new("s2grid sweeps why rfc-2026-05 4", "Whether run 4 was simulated or shares another run's counters, and why.")],
            async (session, sweep, parse, cancellation) =>
            {
                long number = parse.GetValue(run);
                RunExplanation why = await session.AskAsync(grains => grains.Sweep(sweep.Id).Explain(number), cancellation);
                if (parse.GetValue(format) == Format.Table)
                {
                    await sweeps.Terminal.Out.WriteLineAsync(why.Sentence);
                    return ExitCode.Done;
                }

                JsonOutput.WriteMerged(sweeps.Terminal.Out, SweepJson.Of(why));
                return ExitCode.Done;
            },
            run,
            format);
    }

    private static async Task<int> WatchAsync(
        CliEnvironment terminal, GridSession session, SweepStatus sweep, CancellationToken cancellation)
    {
        IAsyncEnumerable<SweepProgress> progress = session.WatchAsync(sweep.Id, ProgressDisplay.Interval, cancellation);
        SweepProgress last = await ProgressDisplay.FollowAsync(terminal, sweep.Name, progress, quiet: false, CancellationToken.None);
        return SweepRunner.Summarise(terminal, sweep.Name, last);
    }

    /// <summary>Asks for a sweep to be drained and waits until it is.</summary>
    private static SubjectAction<SweepStatus> Drain(CliEnvironment terminal, Func<ISweepGrain, Task> ask) =>
        async (session, sweep, _, cancellation) =>
        {
            if (sweep.Progress.State.IsAtRest())
            {
                await terminal.Error.WriteLineAsync($"{sweep.Name} is not running.");
                SweepRunner.Summarise(terminal, sweep.Name, sweep.Progress);
                return ExitCode.Done;
            }

            await session.TellAsync(grains => ask(grains.Sweep(sweep.Id)), cancellation);
            await WatchAsync(terminal, session, sweep, cancellation);
            return ExitCode.Done;
        };
}
