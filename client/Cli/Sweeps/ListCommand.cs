using System.Globalization;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps list</c>: every sweep of a data directory.</summary>
public sealed class ListCommand : CliCommand<ListSettings>
{
    private readonly CliEnvironment environment;
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);
    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public ListCommand(CliEnvironment environment)
        : base("list", "List all sweeps, the newest first")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        AddAll([format, .. place.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps list", "Names, states and how far each is."),
        new("s2grid sweeps list --format json", "The same for a program."),
    ];

    /// <inheritdoc/>
    protected override ListSettings Read(SettingsReader reader) => new(FormatSettings.Read(reader, format).Format, place.Read(reader));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ListSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await GridSession.ToAskAsync(environment, settings.Place, cancellation);
        IReadOnlyList<SweepStatus> sweeps = await grid.AskAsync(grains => grains.Directory.List(), cancellation);
        if (settings.Format == Format.Json)
        {
            JsonOutput.WriteArray(environment.Out, sweeps, StatusJson.WriteProperties);
            return ExitCode.Done;
        }

        var table = new TextTable("name", "id", "state", " done", " runs", " failed", "created", " size");
        foreach (SweepStatus sweep in sweeps)
        {
            SweepProgress progress = sweep.Progress;
            table.Add(
                sweep.Name,
                sweep.Id,
                progress.State.ToString().ToLowerInvariant(),
                Number(progress.DoneRuns),
                Number(progress.TotalRuns),
                Number(progress.FailedRuns),
                sweep.CreatedAt.ToString("u", CultureInfo.InvariantCulture),
                HumanSize.Describe(sweep.StoredBytes));
        }

        table.Write(environment.Out, settings.Format);
        if (sweeps.Count == 0)
        {
            environment.Error.WriteLine($"No sweeps in {grid.Place}. 's2grid presets list' shows some that can be run.");
        }

        return ExitCode.Done;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
