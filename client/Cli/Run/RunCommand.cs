using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Results;
using S2Grid.Cli.Sweeps;
using S2Grid.Common;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Run;

/// <summary><c>s2grid run</c>: runs a sweep in this process or in a cluster, and shows its results.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Argument<string> source = CliArgument.Text(
        "NAME|FILE", "A preset (see 's2grid presets list') or a sweep file in YAML", () => ShippedPresets.All.Select(preset => preset.Name));

    private readonly Option<IReadOnlyList<AxisOverride>> set = CliOption.Values<AxisOverride>(
        "--set",
        "AXIS=A,B",
        "Values in place of the specification's for one axis",
        TryReadSet,
        "is not written AXIS=VALUE,VALUE",
        choices: () => Axes.All.Select(axis => axis.Name + "="));

    private readonly Option<int?> repeats = CliOption.OptionalNumber(
        "--repeats", "N", "Repeats of each configuration", 1, 1_000_000_000, "the specification's");

    private readonly Option<string?> name = CliOption.OptionalValue<string>(
        "--name", "NAME", "Name of the sweep", TryReadName, $"is not a valid name. {SweepName.Rule}", "the specification's");

    private readonly PolicyOptions policy = new();
    private readonly Option<bool> verifyCounts = CliOption.Flag(
        "--verify-counts", "Also count calls of kernel functions on the machines; exit with 1 if any count differs from the simulator's");

    private readonly Option<bool> detach = DetachOption.Create();
    private readonly Option<bool> dryRun = CliOption.Flag("--dry-run", "Show what would run, and execute nothing");
    private readonly Option<Format> format = FormatOption.Of(Format.Table, Format.Markdown, Format.Csv, Format.Json);
    private readonly Option<bool> quiet = CliOption.Flag("--quiet", "Write results and errors only, no progress");

    public RunCommand(GridOptions grid)
        : base(
            grid.Terminal,
            "run",
            "Run a sweep, or continue it, and show its results",
            new("s2grid run rfc-2026-05", "Replicate the RFC of May 2026; a second time prints its table at once."),
            new("s2grid run chunks --set memory=1G,64G --set chunk=2M,1G --name small-chunks", "Part of a preset, under its own name."),
            new("s2grid run my-sweep.yaml --dry-run", "What a sweep file would run, and how much memory it takes."),
            new("s2grid run chunks --cluster lab --detach", "Start it in a cluster; it continues without this command."),
            new("s2grid run kvm-smoke --verify-counts --cluster lab", "Measure on machines, and compare their counts with the simulator's."),
            new("s2grid run matrix-small --format csv --quiet > runs.csv", "Every run with all its effective values and counters."))
    {
        this.grid = grid;
        AddAll([source, set, repeats, name, .. grid.All, .. policy.All, verifyCounts, detach, dryRun, format, quiet]);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        var read = SpecificationSource.Find(Terminal, parse.GetRequiredValue(source));
        IReadOnlyList<AxisOverride> sets = parse.GetRequiredValue(set);
        SweepSpecification specification = read.Read(sets, parse.GetValue(repeats));
        if (parse.GetValue(verifyCounts))
        {
            if (specification.Backend != Backend.Kvm)
            {
                throw new UsageException(new UsageError($"{verifyCounts.Name} needs a sweep that machines measure ('backend: kvm')", verifyCounts.Name));
            }

            sets = [.. sets, new AxisOverride("kvm.verify-counts", "true")];
            specification = read.Read(sets, parse.GetValue(repeats));
        }

        string sweep = parse.GetValue(name) ?? specification.Name;
        if (parse.GetValue(dryRun))
        {
            DryRun.Write(Terminal.Out, specification, sweep, parse.GetValue(format));
            return ExitCode.Done;
        }

        await using GridSession session = await grid.RunAsync(parse, cancellation);
        DetachOption.Check(session, parse.GetValue(detach));
        if (specification.Backend == Backend.Kvm && !session.IsCluster)
        {
            throw new UsageException(
                "agents connect to a silo; 's2grid run' does not start one that accepts agents: start one with 's2grid-silo', register agents with "
                + "'s2grid agents token create', and add --cluster HOST:PORT");
        }

        var request = new SweepRequest(
            sweep, read.Text, read.FileName, sets, parse.GetValue(repeats), policy.Read(parse, SweepPolicy.Default));
        return await FollowAsync(session, specification, await StartAsync(session, request, cancellation), parse, cancellation);
    }

    private async Task<int> FollowAsync(
        GridSession session, SweepSpecification specification, SweepStart start, ParseResult parse, CancellationToken cancellation)
    {
        bool isQuiet = parse.GetValue(quiet);
        if (!isQuiet && Describe(start) is { } sentence)
        {
            await Terminal.Error.WriteLineAsync(sentence);
        }

        if (!isQuiet && specification is { Backend: Backend.Kvm, CostModels.Count: > 0 } && start.Outcome != StartOutcome.AlreadyComplete)
        {
            IReadOnlyList<AgentStatus> agents = await session.AskAsync(grains => grains.Agents.List(), cancellation);
            foreach (string exception in ModelCoverage.Exceptions(specification, agents))
            {
                await Terminal.Error.WriteLineAsync(exception);
            }
        }

        if (parse.GetValue(detach))
        {
            return DetachOption.Leave(Terminal, session, start.Status);
        }

        int code = await new SweepRunner(Terminal, session).ToEndAsync(start.Status, parse.GetValue(format), isQuiet, cancellation);
        return parse.GetValue(verifyCounts) && code == ExitCode.Done
            ? (await MeasuredResults.ReadAsync(session, start.Status, where: null, cancellation)).Judge(Terminal)
            : code;
    }

    private static async Task<SweepStart> StartAsync(GridSession session, SweepRequest request, CancellationToken cancellation)
    {
        try
        {
            return await session.AskAsync(grains => grains.Directory.Start(request), cancellation);
        }
        catch (RefusedException e) when (e.Details.Count > 0)
        {
            string[] hints =
            [
                "(- is what it was started with, + is what is asked for now)",
                $"Under another name: --name NAME. To delete it: s2grid sweeps delete {request.Name}",
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
            StartOutcome.Continued => Invariant($"{name} continues: {progress.DoneRuns:N0} of {progress.TotalRuns:N0} runs are already done."),
            _ => null,
        };
    }

    private static bool TryReadName(string text, out string name) => SweepName.Error(name = text) is null;

    private static bool TryReadSet(string text, out AxisOverride set)
    {
        bool isSet = text.Split('=', 2) is [{ Length: > 0 }, { Length: > 0 }];
        set = isSet ? new AxisOverride(text.Split('=', 2)[0], text.Split('=', 2)[1]) : new AxisOverride("", "");
        return isSet;
    }
}
