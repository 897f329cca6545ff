using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps resume</c>: runs what a sweep lacks.</summary>
public sealed class ResumeCommand : CliCommand<ResumeSettings>
{
    private static readonly Format[] ResultFormats = [Format.Table, Format.Markdown, Format.Csv, Format.Json];

    private readonly CliEnvironment environment;
    private readonly Argument<string?> sweep = new("SWEEP") { Description = "The sweep's name, its id or a beginning of the id" };
    private readonly FlagOption failed = new("--failed", "Run again what failed, besides what is missing");
    private readonly GridOptions place;
    private readonly DetachOption detach = new();
    private readonly ValueOption format = Formats.Option(ResultFormats);
    private readonly FlagOption quiet = new("--quiet", "Write results and errors only, no progress");

    /// <summary>Creates the command.</summary>
    public ResumeCommand(CliEnvironment environment)
        : base("resume", "Run what a sweep lacks, and show its results")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        Add(sweep);
        AddAll([failed, .. place.All, detach, format, quiet]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps resume chunks", "Go on after Ctrl-C, a crash or a full disk: done runs stay as they are."),
        new("s2grid sweeps resume chunks --failed", "Run again what failed as well."),
        new("s2grid sweeps resume chunks --cluster lab --detach", "Let it go on in a cluster, without this command."),
    ];

    /// <inheritdoc/>
    protected override ResumeSettings Read(SettingsReader reader) => new(
        reader.Text(sweep) ?? "",
        reader.Flag(failed),
        place.Read(reader),
        reader.Flag(detach),
        reader.Choice(format, Formats.Names(ResultFormats)),
        reader.Flag(quiet));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ResumeSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await GridSession.ToRunAsync(environment, settings.Place, cancellation);
        DetachOption.Check(grid, settings.Detach);
        SweepStatus found = await grid.FindAsync(settings.Sweep, cancellation);
        ResumeScope scope = settings.Failed ? ResumeScope.Failed : ResumeScope.Missing;
        SweepStart start = await grid.AskAsync(grains => grains.Sweep(found.Id).Resume(scope), cancellation);
        if (start.Outcome == StartOutcome.AlreadyComplete && !settings.Quiet)
        {
            await environment.Error.WriteLineAsync($"{found.Name} lacks nothing.");
        }

        if (settings.Detach)
        {
            return DetachOption.Leave(environment, grid, start.Status);
        }

        return await new SweepRunner(environment, grid).ToEndAsync(start.Status, settings.Format, settings.Quiet, cancellation);
    }
}
