using S2Grid.Cli.Output;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid strategies</c>: the split strategies there are.</summary>
internal static class StrategiesCommand
{
    /// <summary>Creates the command.</summary>
    public static ListCommand<SplitStrategy> Of(CliEnvironment terminal) => new(
        terminal,
        "strategies",
        "List the split strategies: their origin, and how they differ from mainline",
        [
            new("s2grid strategies", "Values of the 'strategy' axis and of 's2grid vm --strategy'."),
            new("s2grid strategies --format json", "The same for a program."),
        ],
        new(
            strategy => new { strategy.Name, strategy.Origin, Differs = strategy.Summary },
            new("strategy", strategy => strategy.Name),
            new("origin", strategy => strategy.Origin),
            new("difference from mainline", strategy => strategy.Summary)),
        SplitStrategies.All);
}
