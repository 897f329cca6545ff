using S2Grid.Cli.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Catalogue;

/// <summary>The group <c>s2grid presets</c>.</summary>
internal static class PresetsCommands
{
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
        ShowCommand.Of(
            terminal,
            "Print a preset's sweep file, to read or to start a file of your own from",
            new("s2grid presets show chunks > my-sweep.yaml", "Start a sweep of your own; then 's2grid run my-sweep.yaml --dry-run'."),
            "preset",
            ShippedPresets.All,
            preset => preset.Name,
            preset => preset.Yaml));

    private static long RunCount(Preset preset) => SweepSpecification.Parse(preset.Yaml, preset.Name).Specification!.Plan.RunCount;
}
