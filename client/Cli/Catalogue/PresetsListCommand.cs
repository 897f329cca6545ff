using System.Globalization;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid presets list</c>: the sweeps that ship with the program.</summary>
public sealed class PresetsListCommand : CliCommand<FormatSettings>
{
    private readonly CliEnvironment environment;
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);

    /// <summary>Creates the command.</summary>
    public PresetsListCommand(CliEnvironment environment)
        : base("list", "List the sweeps that ship with the program")
    {
        this.environment = environment;
        Add(format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid presets list", "Names, numbers of runs and what each is for."),
    ];

    /// <inheritdoc/>
    protected override FormatSettings Read(SettingsReader reader) => FormatSettings.Read(reader, format);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(FormatSettings settings, CancellationToken cancellation)
    {
        if (settings.Format == Format.Json)
        {
            JsonOutput.WriteArray(environment.Out, ShippedPresets.All, (json, preset) =>
            {
                json.WriteString("name", preset.Name);
                json.WriteNumber("runs", RunCount(preset));
                json.WriteString("description", preset.Description);
            });
            return Task.FromResult(ExitCode.Done);
        }

        var table = new TextTable("preset", " runs", "what it is for");
        foreach (Preset preset in ShippedPresets.All)
        {
            table.Add(preset.Name, RunCount(preset).ToString("N0", CultureInfo.InvariantCulture), preset.Description);
        }

        table.Write(environment.Out, settings.Format);
        return Task.FromResult(ExitCode.Done);
    }

    private static long RunCount(Preset preset) => SweepSpecification.Parse(preset.Yaml, preset.Name).Specification!.Plan.RunCount;
}
