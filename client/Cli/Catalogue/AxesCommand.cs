using S2Grid.Cli.Output;
using S2Grid.Views.Catalogue;

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
        Inventories.OfAxes);
}
