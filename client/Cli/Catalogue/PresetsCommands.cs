using S2Grid.Cli.Output;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;
using static System.FormattableString;

namespace S2Grid.Cli.Catalogue;

/// <summary>The group <c>s2grid presets</c>.</summary>
internal static class PresetsCommands
{
    /// <summary>Creates the group.</summary>
    public static CommandGroup Of(CliEnvironment terminal) => new(
        terminal,
        "presets",
        "List and show the sweeps that ship with the program",
        [
            new("s2grid presets list", "Names, numbers of runs, and purpose."),
            new("s2grid presets show chunks", "One preset's sweep file."),
        ],
        new ListCommand<Preset>(
            terminal,
            "list",
            "List the sweeps that ship with the program",
            [new("s2grid presets list", "Names, numbers of runs, and purpose.")],
            new(
                preset => new { preset.Name, Runs = RunCount(preset), preset.Description },
                new("preset", preset => preset.Name),
                new(" runs", preset => Invariant($"{RunCount(preset):N0}")),
                new("purpose", preset => preset.Description)),
            ShippedPresets.All),
        new PresetsShowCommand(terminal));

    private static long RunCount(Preset preset) => SweepSpecification.Parse(preset.Yaml, preset.Name).Specification!.Plan.RunCount;
}
