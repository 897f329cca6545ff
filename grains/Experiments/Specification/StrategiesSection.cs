using System.Text.RegularExpressions;
using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>The section <c>strategies</c> of a sweep file: strategies of one's own, composed of hints.</summary>
internal static partial class StrategiesSection
{
    /// <summary>A key beside the hints: the strategy whose hints are the start.</summary>
    private const string BasedOn = "based-on";

    /// <summary>A key beside the hints of a case: the condition under which it applies.</summary>
    private const string When = "when";

    /// <summary>What is wrong with a condition quotes the file, and may name all axes.</summary>
    private const int MaxError = 600;

    private static readonly string[] Keys = [BasedOn, When, .. SplitHints.All.Select(hint => hint.Name)];

    /// <summary>Reads the section.</summary>
    /// <returns>For each name the text that the axis <c>strategy</c> has for it.</returns>
    internal static Dictionary<string, string> Read(SpecNode? section, ErrorList errors)
    {
        var own = new Dictionary<string, SplitStrategy>();
        foreach ((SpecScalar name, SpecNode node) in errors.EntriesOf(section,
            "'strategies' is a mapping from names to hints, such as 'mine: {level-3: never}'."))
        {
            if (SplitStrategies.Find(name.Value) is not null)
            {
                errors.Add(name.Error($"strategies: '{name.Value}' is a shipped strategy; choose another name.", name.Value));
            }
            else if (!IsName(name.Value))
            {
                errors.Add(
                    name.Error($"strategies: '{SpecNode.Shorten(name.Value)}' is not a valid name: up to 32 letters, digits and -.",
                        name.Value));
            }
            else if (node is SpecMap hints)
            {
                own[name.Value] = SplitStrategy.Of(name.Value, ReadHints(name.Value, hints, own, errors));
            }
            else if (node is SpecList { Items: [_, ..] cases })
            {
                own[name.Value] = SplitStrategy.Of(name.Value, new SplitHints()) with { Cases = ReadCases(name.Value, cases, own, errors) };
            }
            else
            {
                errors.Add(
                    node.Error(
                        $"strategies: {name.Value} is a mapping of hints, such as {{level-3: never}}, or a list of such with 'when'."));
            }
        }

        return own.ToDictionary(strategy => strategy.Key, strategy => strategy.Value.ToString());
    }

    /// <summary>Whether a strategy of one's own can be called so.</summary>
    internal static bool IsName(string text) => Name().IsMatch(text);

    private static List<(string When, SplitHints Hints)> ReadCases(
        string name, List<SpecNode> items, Dictionary<string, SplitStrategy> own, ErrorList errors)
    {
        var cases = new List<(string When, SplitHints Hints)>();
        foreach (SpecNode item in items)
        {
            if (item is not SpecMap map)
            {
                errors.Add(item.Error($"strategies: {name}: a case is a mapping, such as {{when: chunk >= 1G, level-3: never}}."));
                continue;
            }

            Condition? when = null;
            string? error = null;
            if (map[When] is { } condition && !Condition.TryParse(condition.Text, out when, out error))
                errors.Add(condition.Error($"strategies: {name}: when: {PrintableText.Sanitize(error!, MaxError)}", condition.Text));

            if (map[When] is null && item != items[^1])
                errors.Add(item.Error($"strategies: {name}: a case without 'when' always holds, so it must be the last."));

            cases.Add((when?.ToString() ?? "", ReadHints(name, map, own, errors)));
        }

        return cases;
    }

    private static SplitHints ReadHints(string name, SpecMap map, Dictionary<string, SplitStrategy> own, ErrorList errors)
    {
        errors.AddUnknownKeys(map, Keys, key => $"strategies: {name}: no hint is called '{key}'; there are {string.Join(", ", Keys)}.");
        SplitHints hints = ReadBase(name, map[BasedOn], own, errors);
        foreach ((SpecScalar key, SpecNode value) in map.Entries)
        {
            if (SplitHints.Find(key.Value) is not { } hint)
                continue;

            if (hint.Set(hints, YesNo.TryParse(value.Text, out bool isYes) ? YesNo.Format(isYes) : value.Text) is { } set)
            {
                hints = set;
                continue;
            }

            errors.AddUnknown(value, value.Text,
                $"strategies: {name}: {hint.Name} cannot be '{SpecNode.Shorten(value.Text)}'; it is one of "
                + $"{string.Join(", ", hint.Values)}.",
                hint.Values);
        }

        if (hints.Contradiction is { } sentence)
            errors.Add(map.Error($"strategies: {name}: {sentence}"));

        return hints;
    }

    private static SplitHints ReadBase(string name, SpecNode? node, Dictionary<string, SplitStrategy> own, ErrorList errors)
    {
        if (node is null)
            return new SplitHints();

        if ((SplitStrategies.Find(node.Text) ?? own.GetValueOrDefault(node.Text)) is { } known)
            return known.Hints;

        IEnumerable<string> names = SplitStrategies.All.Select(strategy => strategy.Name).Concat(own.Keys);
        errors.AddUnknown(node, node.Text,
            $"strategies: {name}: based-on names a shipped strategy or one that stands above; '{SpecNode.Shorten(node.Text)}' is neither.",
            names);
        return new SplitHints();
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
    private static partial Regex Name();
}
