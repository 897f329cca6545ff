using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Measured;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;
using static System.FormattableString;

namespace S2Grid.Cli.Run;

/// <summary><c>s2grid run</c>: runs a sweep in this process or in a cluster, and shows its results.</summary>
public sealed class RunCommand : CliCommand<RunSettings>
{
    private static readonly Format[] ResultFormats = [Format.Table, Format.Markdown, Format.Csv, Format.Json];

    private readonly CliEnvironment environment;
    private readonly Argument<string?> source = new("NAME|FILE")
    {
        Description = "A preset (see 's2grid presets list') or a sweep file in YAML",
    };

    private readonly ListOption set = new(
        "--set",
        "AXIS=A,B",
        "Values in place of the specification's for one axis",
        choices: () => Axes.All.Select(axis => axis.Name + "="));

    private readonly ValueOption repeats = new("--repeats", "N", "Repeats of each configuration", fallbackNote: "the specification's");
    private readonly ValueOption name = new("--name", "NAME", "The name to keep the sweep under", fallbackNote: "the specification's");
    private readonly GridOptions place;
    private readonly PolicyOptions policy = new();
    private readonly FlagOption verifyCounts = new(
        "--verify-counts", "Let machines count the kernel's functions, too; exit with 1 if any count differs from the simulator's");

    private readonly DetachOption detach = new();
    private readonly FlagOption dryRun = new("--dry-run", "Show what would run, and run nothing");
    private readonly ValueOption format = Formats.Option(ResultFormats);
    private readonly FlagOption quiet = new("--quiet", "Write results and errors only, no progress");

    /// <summary>Creates the command.</summary>
    public RunCommand(CliEnvironment environment)
        : base("run", "Run a sweep, or go on with it, and show its results")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        source.CompletionSources.Add(_ => ShippedPresets.All.Select(preset => new System.CommandLine.Completions.CompletionItem(preset.Name)));
        Add(source);
        AddAll([set, repeats, name, .. place.All, .. policy.All, verifyCounts, detach, dryRun, format, quiet]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid run rfc-2026-05", "Replicate the RFC of May 2026; a second time prints its table at once."),
        new("s2grid run chunks --set memory=1G,64G --set chunk=2M,1G --name small-chunks", "A part of a preset under a name of its own."),
        new("s2grid run my-sweep.yaml --dry-run", "What a sweep file would run, and how much memory that takes."),
        new("s2grid run chunks --cluster lab --detach", "Start it in a cluster; it goes on without this command."),
        new("s2grid run kvm-smoke --verify-counts --cluster lab", "Measure on machines, and hold their counts against the simulator's."),
        new("s2grid run matrix-small --format csv --quiet > runs.csv", "Every run with every effective value and counter."),
    ];

    /// <inheritdoc/>
    protected override RunSettings Read(SettingsReader reader) => new(
        reader.Text(source) ?? "",
        ReadSets(reader),
        reader.Number(repeats, 1, 1_000_000_000),
        ReadName(reader),
        place.Read(reader),
        reader.Flag(dryRun),
        policy.Read(reader, SweepPolicy.Default),
        reader.Flag(detach),
        reader.Flag(verifyCounts),
        reader.Choice(format, Formats.Names(ResultFormats)),
        reader.Flag(quiet));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(RunSettings settings, CancellationToken cancellation)
    {
        SpecificationSource read = SpecificationSource.Find(environment, settings.Source);
        SweepSpecification specification = read.Read(settings.Sets, settings.Repeats);
        IReadOnlyList<AxisOverride> sets = settings.Sets;
        if (settings.VerifyCounts)
        {
            if (specification.Backend != Backend.Kvm)
            {
                throw new UsageException([new UsageError("--verify-counts needs a sweep that machines measure ('backend: kvm')", "--verify-counts")]);
            }

            sets = [.. sets, new AxisOverride("kvm.verify-counts", "true")];
            specification = read.Read(sets, settings.Repeats);
        }

        if (settings.DryRun)
        {
            DryRun.Write(environment.Out, specification, settings);
            return ExitCode.Done;
        }

        await using GridSession grid = await GridSession.ToRunAsync(environment, settings.Place, cancellation);
        DetachOption.Check(grid, settings.Detach);

        if (specification.Backend == Backend.Kvm && !grid.IsCluster)
        {
            throw new UsageException(
                "machines that measure connect to a silo, and this process is none: start one with 's2grid-silo', let agents in with "
                + "'s2grid agents token create', and add --cluster HOST:PORT");
        }

        var request = new SweepRequest(settings.Name ?? specification.Name, read.Text, read.FileName, sets, settings.Repeats, settings.Policy);
        SweepStart start = await StartAsync(grid, request, cancellation);
        if (!settings.Quiet && Say(start) is { } sentence)
        {
            await environment.Error.WriteLineAsync(sentence);
        }

        if (!settings.Quiet && specification is { Backend: Backend.Kvm, CostModels.Count: > 0 } && start.Outcome != StartOutcome.AlreadyComplete)
        {
            IReadOnlyList<AgentStatus> agents = await grid.AskAsync(grains => grains.Agents.List(), cancellation);
            foreach (string exception in HeldModels.Exceptions(specification, agents))
            {
                await environment.Error.WriteLineAsync(exception);
            }
        }

        if (settings.Detach)
        {
            return DetachOption.Leave(environment, grid, start.Status);
        }

        int code = await new SweepRunner(environment, grid).ToEndAsync(start.Status, settings.Format, settings.Quiet, cancellation);
        return settings.VerifyCounts && code == ExitCode.Done
            ? MeasuredResults.Judge(environment, await MeasuredResults.ReadAsync(grid, start.Status, where: null, cancellation))
            : code;
    }

    private static async Task<SweepStart> StartAsync(GridSession grid, SweepRequest request, CancellationToken cancellation)
    {
        try
        {
            return await grid.AskAsync(grains => grains.Directory.Start(request), cancellation);
        }
        catch (SweepRefusedException differs) when (differs.Details.Count > 0)
        {
            string[] hints =
            [
                "(- is what it was started with, + is what is asked for now)",
                $"Under another name: --name NAME. To delete it: s2grid sweeps delete {request.Name}",
            ];
            throw new SweepRefusedException(differs.Message, [.. differs.Details, .. hints]);
        }
    }

    private static string? Say(SweepStart start)
    {
        (string name, SweepProgress progress) = (start.Status.Name, start.Status.Progress);
        return start.Outcome switch
        {
            StartOutcome.AlreadyComplete => $"{name} is complete already; nothing is run again.",
            StartOutcome.Continued =>
                Invariant($"{name} goes on: {progress.DoneRuns:N0} of {progress.TotalRuns:N0} runs are done already."),
            _ => null,
        };
    }

    private string? ReadName(SettingsReader reader)
    {
        string? given = reader.Text(name);
        if (given is not null && SweepName.Error(given) is { } fault)
        {
            reader.Refuse(name.Name, given, $"is no name. {fault.TrimEnd('.')}", []);
        }

        return given;
    }

    private List<AxisOverride> ReadSets(SettingsReader reader)
    {
        List<AxisOverride> sets = [];
        foreach (string text in reader.Texts(set))
        {
            if (text.Split('=', 2) is [{ Length: > 0 } axis, { Length: > 0 } values])
            {
                sets.Add(new AxisOverride(axis, values));
            }
            else
            {
                reader.Refuse(set.Name, text, "is not written AXIS=VALUE,VALUE", []);
            }
        }

        return sets;
    }
}
