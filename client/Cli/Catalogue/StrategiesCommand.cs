using S2Grid.Experiments.Models;
using S2Grid.Cli.Output;
using S2Grid.Mmu;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid strategies</c>: the split strategies there are.</summary>
internal static class StrategiesCommand
{
    /// <summary>Creates the command.</summary>
    public static ListCommand<SplitStrategy> Of(CliEnvironment terminal) => new(
        terminal,
        "strategies",
        "List the split strategies: where each comes from, what differs from mainline",
        [
            new("s2grid strategies", "What can stand on the 'strategy' axis and after 's2grid vm --strategy'."),
            new("s2grid strategies --format json", "The same for a program."),
        ],
        new(
            strategy => new { strategy.Name, strategy.Origin, Differs = strategy.Summary },
            new("strategy", strategy => strategy.Name),
            new("origin", strategy => strategy.Origin),
            new("what differs from mainline", strategy => strategy.Summary)),
        SplitStrategies.All);
}
