using S2Grid.Cli.Clusters;
using S2Grid.Cli.Sweeps;
using S2Grid.Views.Grids;
using S2Grid.Views.Plans;
using S2Grid.Views.Reading;
using S2Grid.Views.Results;
using static System.FormattableString;

namespace S2Grid.Cli.Run;

/// <summary><c>s2grid run</c>: runs a sweep in this process or in a cluster, and shows its results.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Argument<string> source = CliArgument.Text(
        "NAME|FILE", "A preset (see 's2grid presets list') or a sweep file in YAML",
        () => ShippedPresets.All.Select(preset => preset.Name));

    private readonly OrderOptions options = new();
    private readonly Option<bool> verifyCounts = CliOption.Flag(
        "--verify-counts", "Also count calls of kernel functions on the machines; exit with 1 if any count differs from the simulator's");

    private readonly Option<bool> dryRun = CliOption.Flag("--dry-run", "Show what would run, and execute nothing");
    private readonly SweepRunner runner;

    public RunCommand(GridOptions grid)
        : base(
            grid.Terminal,
            "run",
            "Run a sweep, or continue it, and show its results",
            new("s2grid run rfc-2026-05", "Replicate the RFC of May 2026; a second time prints its table at once."),
            new("s2grid run chunks --set memory=1G,64G --set chunk=2M,1G --name small-chunks", "Part of a preset, under its own name."),
            new("s2grid run chunks --set \"memory=64M..64G x2\" --set strategy=all --dry-run", "Ranges; what they expand to."),
            new("s2grid run my-sweep.yaml --dry-run", "What a sweep file would run, and how much memory it takes."),
            new("s2grid run kvm-smoke --dry-run --cluster lab", "Which runs no agent of a cluster can do, and why."),
            new("s2grid run my-sweep.yaml --replace", "Again after a change; the old results stay until the new ones are complete."),
            new("s2grid run chunks --cluster lab --detach", "Start it in a cluster; it continues without this command."),
            new("s2grid run kvm-smoke --verify-counts --cluster lab",
                "Measure on machines, and compare their counts with the simulator's."),
            new("s2grid run matrix-small --format csv --quiet > runs.csv",
                "Every run with all its effective values, counters and predictions; 's2grid columns' says what every column is."))
    {
        (this.grid, runner) = (grid, new SweepRunner(grid.Terminal));
        AddAll([source, .. options.Ordered, .. grid.All, .. options.Shared, verifyCounts, runner.Detach, dryRun, .. runner.Shown]);
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        SweepOrder order = options.Read(parse, SpecificationSource.Find(Terminal, parse.GetRequiredValue(source)));
        if (parse.GetValue(verifyCounts))
        {
            if (order.Specification.Backend != Backend.Kvm)
            {
                throw new UsageException(
                    new UsageError($"{verifyCounts.Name} needs a sweep that machines measure ('backend: kvm')", verifyCounts.Name));
            }

            order = order.With(new AxisOverride("kvm.verify-counts", "true"));
        }

        if (!runner.IsQuiet(parse))
        {
            foreach (string warning in order.Warnings)
                Terminal.WriteWarning(warning);
        }

        SweepSpecification specification = order.Specification;
        if (parse.GetValue(dryRun))
        {
            DryRun.Write(runner.PageOf(parse), specification, order.Name, await AgentsAsync(specification, parse, cancellation));
            return ExitCode.Done;
        }

        await using GridSession session = await grid.RunAsync(parse, cancellation);
        runner.Check(session, parse);
        if (specification.Backend == Backend.Kvm && !session.IsCluster)
        {
            throw new UsageException(
                "agents connect to a silo; 's2grid run' does not start one that accepts agents: start one with 's2grid-silo', register "
                + "agents with "
                + "'s2grid agents token create', and add --cluster HOST:PORT");
        }

        SweepStart start = await StartAsync(session, order, cancellation);
        return await FollowAsync(session, specification, start, parse, cancellation);
    }

    /// <summary>The agents of the cluster that would measure a sweep; null if none is chosen, or nothing is to be measured.</summary>
    private async Task<IReadOnlyList<AgentStatus>?> AgentsAsync(
        SweepSpecification specification, ParseResult parse, CancellationToken cancellation)
    {
        if (specification.Backend != Backend.Kvm || grid.ClusterOf(parse) is null)
            return null;

        await using GridSession session = await grid.AskAsync(parse, cancellation);
        return await session.AskAsync(grains => grains.Agents.List(), cancellation);
    }

    private async Task<int> FollowAsync(
        GridSession session, SweepSpecification specification, SweepStart start, ParseResult parse, CancellationToken cancellation)
    {
        bool isQuiet = runner.IsQuiet(parse);
        if (!isQuiet && Describe(start) is { } sentence)
            await Terminal.Error.WriteLineAsync(sentence);

        if (!isQuiet && start.Status is { Replaces: { } old, Name: { } taking })
            await Terminal.Error.WriteLineAsync($"The results of {old} are kept until {taking} is complete and takes its place.");

        if (!isQuiet && specification is { Backend: Backend.Kvm, CostModels.Count: > 0 } && start.Outcome != StartOutcome.AlreadyComplete)
        {
            IReadOnlyList<AgentStatus> agents = await session.AskAsync(grains => grains.Agents.List(), cancellation);
            foreach (string exception in ModelCoverage.Exceptions(specification, agents))
                await Terminal.Error.WriteLineAsync(exception);
        }

        int code = await runner.FinishAsync(session, start.Status, parse, cancellation);
        if (!parse.GetValue(verifyCounts) || parse.GetValue(runner.Detach) || code != ExitCode.Done)
            return code;

        using StoredSweep stored = await StoredSweep.OpenAsync(session, start.Status, cancellation);
        return new MeasuredResults(stored, where: null).Judge(Terminal);
    }

    private static async Task<SweepStart> StartAsync(GridSession session, SweepOrder order, CancellationToken cancellation)
    {
        try
        {
            return await session.AskAsync(order.StartAsync, cancellation);
        }
        catch (RefusedException e) when (e.Details.Count > 0 && !order.IsReplacing)
        {
            string[] hints =
            [
                "(- is what it was started with, + is what is asked for now)",
                "Under another name: --name NAME. In its place, once all runs are done: --replace",
            ];
            throw new RefusedException(e.Message, [.. e.Details, .. hints]);
        }
    }

    private static string? Describe(SweepStart start)
    {
        (string name, SweepProgress progress) = (start.Status.Name, start.Status.Progress);
        return start.Outcome switch
        {
            StartOutcome.AlreadyComplete => $"{name} is already complete; nothing is run again.",
            StartOutcome.Continued =>
                Invariant($"{name} continues: {progress.DoneRuns:N0} of {progress.TotalRuns:N0} runs are already done."),
            _ => null,
        };
    }
}
