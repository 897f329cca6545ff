using S2Grid.Cli.Output;

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
        new(
            strategy => new { strategy.Name, strategy.Origin, Differs = strategy.Summary },
            new("strategy", strategy => strategy.Name),
            new("origin", strategy => strategy.Origin),
            new("difference from mainline", strategy => strategy.Summary)),
        SplitStrategies.All)
    {
        ShowCommand.Of(
            terminal,
            "Print a strategy's hints as a sweep file has them, to start one of your own from",
            new("s2grid strategies show rfc", "Its hints; rename it, change a hint, and name it on the axis 'strategy'."),
            "strategy",
            SplitStrategies.All,
            strategy => strategy.Name,
            shown => $"# {shown.Origin}: {shown.Summary}\nstrategies:\n  {shown.Name}: {{{shown.Hints}}}\n"),
    };
}
