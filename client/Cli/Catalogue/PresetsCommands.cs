using S2Grid.Cli.Output;
using S2Grid.Views.Catalogue;

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
            Inventories.OfPresets),
        ShowCommand.Of(
            terminal,
            "Print a preset's sweep file, to read or to start a file of your own from",
            new("s2grid presets show chunks > my-sweep.yaml", "Start a sweep of your own; then 's2grid run my-sweep.yaml --dry-run'."),
            "preset",
            ShippedPresets.All,
            preset => preset.Name,
            preset => preset.Yaml));
}
