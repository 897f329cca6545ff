using S2Grid.Cli.Output;
using S2Grid.Views.Catalogue;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid counters</c>: what the simulator counts.</summary>
internal static class CountersCommand
{
    /// <summary>Creates the command.</summary>
    public static ListCommand<ListedCounter> Of(CliEnvironment terminal) => new(
        terminal,
        "counters",
        "List the counters of a step, with their units and what they count",
        [
            new("s2grid counters", "Columns of results and of 's2grid vm', and metrics of 's2grid compare' as STEP.COUNTER."),
            new("s2grid counters --format markdown", "The same as a page."),
        ],
        Inventories.OfCounters);
}
