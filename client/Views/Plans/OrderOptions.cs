using S2Grid.Views.Sweeps;

namespace S2Grid.Views.Plans;

/// <summary>The options that say what of a specification is run, under what name, and how it shares the grid.</summary>
public sealed class OrderOptions
{
    private readonly PolicyOptions policy = new();
    private readonly Option<IReadOnlyList<AxisOverride>> set = CliOption.Values<AxisOverride>(
        "--set",
        "AXIS=A,B",
        "Values in place of the specification's for one axis: a list, a range such as '64M..64G x2' or '0..64M step 2M', or 'all'",
        TryReadSet,
        "is not written AXIS=VALUE,VALUE",
        choices: () => Axes.All.Select(axis => axis.Name + "="));

    private readonly Option<int?> repeats = CliOption.OptionalNumber(
        "--repeats", "N", "Repeats of each configuration", 1, 1_000_000_000, "the specification's");

    private readonly Option<string?> name = CliOption.OptionalValue<string>(
        "--name", "NAME", "Name of the sweep", SweepName.TryRead, $"is not a valid name. {SweepName.Rule}", "the specification's");

    private readonly Option<bool> replace = CliOption.Flag(
        "--replace", "Run it anew in place of the sweep of its name, which keeps its results until the new ones are complete");

    /// <summary>Those that say what is run, in the order of help.</summary>
    public IEnumerable<Option> Ordered => [set, repeats, name, replace];

    /// <summary>Those that say how it shares the grid, in the order of help.</summary>
    public IEnumerable<Option> Shared => policy.All;

    /// <summary>Reads what is asked for.</summary>
    /// <param name="parse">The options.</param>
    /// <param name="source">The specification.</param>
    /// <exception cref="UsageException">Something is wrong with the specification, or with what replaces parts of it.</exception>
    public SweepOrder Read(ParseResult parse, SpecificationSource source) => new(
        source, parse.GetRequiredValue(set), parse.GetValue(repeats), parse.GetValue(name), policy.Read(parse, SweepPolicy.Default),
        parse.GetValue(replace));

    private static bool TryReadSet(string text, out AxisOverride set)
    {
        bool isSet = text.Split('=', 2) is [{ Length: > 0 }, { Length: > 0 }];
        set = isSet ? new AxisOverride(text.Split('=', 2)[0], text.Split('=', 2)[1]) : new AxisOverride("", "");
        return isSet;
    }
}
