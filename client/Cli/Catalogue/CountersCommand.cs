using S2Grid.Cli.Output;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid counters</c>: what the simulator counts.</summary>
internal static class CountersCommand
{
    /// <summary>Creates the command.</summary>
    public static ListCommand<Counter> Of(CliEnvironment terminal) => new(
        terminal,
        "counters",
        "List the counters of a step, with their units and what they count",
        [
            new("s2grid counters", "Columns of results and of 's2grid vm', and metrics of 's2grid compare' as STEP.COUNTER."),
            new("s2grid counters --format markdown", "The same as a page."),
        ],
        new(
            counter => new { counter.Name, counter.PerLevel, counter.Unit, counter.Description },
            new("counter", counter => counter.Name + (counter.PerLevel ? "[level]" : "")),
            new("unit", counter => counter.Unit),
            new("what is counted", counter => counter.Description)),
        [
            .. CounterLayout.Fields.Select(field => new Counter(field.Name, field.PerLevel, field.Unit, field.Description)),
            .. DerivedCounter.All.Select(one => new Counter(one.Name, one.PerLevel, one.Unit, one.Description)),
        ]);

    /// <summary>A counter, or a figure that follows from counters.</summary>
    internal sealed record Counter(string Name, bool PerLevel, string Unit, string Description);
}
