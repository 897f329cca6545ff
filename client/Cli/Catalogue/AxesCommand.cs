using S2Grid.Cli.Output;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid axes</c>: what a sweep can vary.</summary>
internal static class AxesCommand
{
    public static ListCommand<Setting> Of(CliEnvironment terminal) => new(
        terminal,
        "axes",
        "List the axes of sweeps: their values, and which one stands for none",
        [
            new("s2grid axes", "Keys of 'axes' in a sweep file, of '--set', and options of 's2grid vm'."),
        ],
        new(
            axis => new { axis.Name, axis.Description, axis.Allowed, axis.Default, Ranges = axis.IsRanged, axis.Known },
            new("axis", axis => axis.Name),
            new("default", axis => axis.Default ?? "(must be given)"),
            new("also", axis => axis.IsRanged ? "ranges" : axis.HasAll ? "all" : ""),
            new("what it is", axis => $"{axis.Description}: {axis.Allowed}")),
        Axes.All);
}
