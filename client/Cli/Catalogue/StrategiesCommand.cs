using S2Grid.Cli.Output;
using S2Grid.Views.Catalogue;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid strategies</c>: the split strategies there are.</summary>
internal static class StrategiesCommand
{
    public static ListCommand<SplitStrategy> Of(CliEnvironment terminal) => new(
        terminal,
        "strategies",
        "List the split strategies: their origin, and how they differ from mainline",
        [
            new("s2grid strategies", "Values of the 'strategy' axis and of 's2grid vm --strategy'."),
            new("s2grid strategies show rfc", "The hints of one, as a sweep file has them."),
        ],
        Inventories.OfStrategies)
    {
        ShowCommand.Of(
            terminal,
            "Print a strategy's hints as a sweep file has them, to start one of your own from",
            new("s2grid strategies show rfc", "Its hints; rename it, change a hint, and name it on the axis 'strategy'."),
            "strategy",
            SplitStrategies.All,
            strategy => strategy.Name,
            Inventories.TextOf),
    };
}
