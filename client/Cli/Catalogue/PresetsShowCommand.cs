using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Presets;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid presets show</c>: a preset's sweep file.</summary>
public sealed class PresetsShowCommand : CliCommand<PresetsShowSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> name = new("NAME") { Description = "The preset's name" };

    /// <summary>Creates the command.</summary>
    public PresetsShowCommand(CliEnvironment environment)
        : base("show", "Print a preset's sweep file, to read or to begin a file of your own with")
    {
        this.environment = environment;
        name.CompletionSources.Add(_ => ShippedPresets.All.Select(preset => new System.CommandLine.Completions.CompletionItem(preset.Name)));
        Add(name);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid presets show chunks > my-sweep.yaml", "Begin a sweep of your own; then 's2grid run my-sweep.yaml --dry-run'."),
    ];

    /// <inheritdoc/>
    protected override PresetsShowSettings Read(SettingsReader reader) => new(reader.Text(name) ?? "");

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(PresetsShowSettings settings, CancellationToken cancellation)
    {
        await environment.Out.WriteAsync(ShippedPresets.Find(settings.Name)!.Yaml.AsMemory(), cancellation);
        return ExitCode.Done;
    }
}
