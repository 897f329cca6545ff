using System.CommandLine;
using S2Grid.Experiments.Presets;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid presets show</c>: a preset's sweep file.</summary>
internal sealed class PresetsShowCommand : CliCommand
{
    private readonly Argument<Preset> preset = CliArgument.Named("NAME", "The preset's name", "preset", ShippedPresets.All, preset => preset.Name);

    public PresetsShowCommand(CliEnvironment terminal)
        : base(
            terminal,
            "show",
            "Print a preset's sweep file, to read or to start a file of your own from",
            new Example("s2grid presets show chunks > my-sweep.yaml", "Start a sweep of your own; then 's2grid run my-sweep.yaml --dry-run'."))
        => AddAll(preset);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        await Terminal.Out.WriteAsync(parse.GetRequiredValue(preset).Yaml);
        return ExitCode.Done;
    }
}
