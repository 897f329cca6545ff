using System.Globalization;
using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>Turns the nodes of a sweep file into a specification and collects every error on the way.</summary>
internal sealed class SpecificationParser(string fileName)
{
    private static readonly string[] Keys =
        ["name", "description", "axes", "zip", "include", "exclude", "repeats", "baseline", "cost-models", "backend", "published", "labels"];

    private readonly List<SpecificationError> errors = [];
    private readonly Dictionary<(string Axis, string Value), (int Line, int Column)> places = [];

    internal SpecificationResult Parse(string yaml)
    {
        SpecNode? root = SpecReader.Read(yaml, errors);
        if (root is not SpecMap map)
        {
            if (root is not null)
            {
                errors.Add(root.Error("A sweep is a mapping with at least 'name' and 'axes'."));
            }

            return new SpecificationResult(null, errors);
        }

        CheckKeys(map, Keys, "key");
        SweepSpecification specification = Read(map);
        if (errors.Count == 0)
        {
            SpecificationRules.Check(specification, (axis, value) => places.GetValueOrDefault((axis, value)), errors);
        }

        errors.Sort((a, b) => (a.Line, a.Column).CompareTo((b.Line, b.Column)));
        return new SpecificationResult(errors.Count == 0 ? specification : null, errors);
    }

    private SweepSpecification Read(SpecMap map) => new()
    {
        Name = ReadName(map),
        Description = Text(map, "description") ?? "",
        AxisValues = ReadAxes(map),
        Zip = ReadZip(map),
        Include = ReadPatterns(map, "include"),
        Exclude = ReadPatterns(map, "exclude"),
        Repeats = ReadRepeats(map),
        BaselineStrategy = ReadBaseline(map),
        CostModels = ReadCostModels(map),
        Backend = ReadBackend(map),
        Published = ReadWord(map, "published", PublishedFigures.Series),
        Labels = ReadLabels(map),
    };

    private string ReadName(SpecMap map)
    {
        SpecNode? node = Get(map, "name");
        string name = node is SpecScalar scalar ? scalar.Value : node is null ? Path.GetFileNameWithoutExtension(fileName) : "";
        if (SweepName.Error(name) is { } error)
        {
            errors.Add((node ?? map).Error(error, name));
        }

        return name;
    }

    private List<IReadOnlyList<string>> ReadAxes(SpecMap map)
    {
        var values = Axes.All.Select(IReadOnlyList<string> (axis) => axis.Default is null ? [] : [axis.Default]).ToList();
        switch (Get(map, "axes"))
        {
            case SpecMap axes:
                CheckKeys(axes, Axes.All.Select(a => a.Name), "axis");
                foreach ((SpecScalar key, SpecNode node) in axes.Entries)
                {
                    if (Axes.Find(key.Value) is { } axis)
                    {
                        values[Axes.IndexOf(axis.Name)] = ReadValues(axis, node);
                    }
                }

                if (!axes.Entries.Any(e => e.Key.Value == "memory"))
                {
                    errors.Add(axes.Error("The axis 'memory' is missing, such as 'memory: [1G, 4G]'."));
                }

                break;
            case { } other:
                errors.Add(other.Error("'axes' is a mapping from axes to values, such as 'memory: [1G, 4G]'."));
                break;
            default:
                errors.Add(map.Error("The key 'axes' is missing."));
                break;
        }

        return values;
    }

    private List<string> ReadValues(Axis axis, SpecNode node)
    {
        var values = new List<string>();
        List<SpecNode> items = node is SpecList list ? list.Items : [node];
        if (items.Count == 0)
        {
            errors.Add(node.Error($"The axis '{axis.Name}' has no values; allowed: {axis.Allowed}."));
        }

        foreach (SpecNode item in items)
        {
            string? text = axis.Name == "thp-coverage" && item is SpecMap coverage ? CoverageText(coverage) : (item as SpecScalar)?.Value;
            if (text is null || axis.Parse(text) is not { } value)
            {
                string shown = Shorten(text ?? "");
                errors.Add(item.Error(
                    text is null ? $"{axis.Name}: a value or a list of values is expected; allowed: {axis.Allowed}."
                        : $"{axis.Name}: '{shown}' is not allowed; allowed: {axis.Allowed}.",
                    shown,
                    DidYouMean.Suggest(shown, axis.Known)));
            }
            else if (values.Contains(value))
            {
                errors.Add(item.Error($"{axis.Name}: {value} is listed twice.", Shorten(text)));
            }
            else
            {
                values.Add(value);
                places.TryAdd((axis.Name, value), (item.Line, item.Column));
            }
        }

        return values;
    }

    private List<IReadOnlyList<int>> ReadZip(SpecMap map)
    {
        var groups = new List<IReadOnlyList<int>>();
        SpecNode? node = Get(map, "zip");
        List<SpecNode> items = node switch
        {
            SpecList list when list.Items.All(item => item is SpecScalar) => [list],
            SpecList list => list.Items,
            null => [],
            _ => [node],
        };
        foreach (SpecNode item in items)
        {
            List<SpecNode> names = item is SpecList list ? list.Items : [];
            var group = new List<int>();
            foreach (SpecNode name in names)
            {
                string text = (name as SpecScalar)?.Value ?? "";
                if (Axes.Find(text) is null)
                {
                    errors.Add(name.Error($"zip: no axis is called '{Shorten(text)}'.", Shorten(text), DidYouMean.Suggest(text, Axes.All.Select(a => a.Name))));
                }
                else if (groups.Append(group).Any(other => other.Contains(Axes.IndexOf(text))))
                {
                    errors.Add(name.Error($"zip: '{text}' is in a group already.", text));
                }
                else
                {
                    group.Add(Axes.IndexOf(text));
                }
            }

            if (names.Count < 2)
            {
                errors.Add(item.Error("zip: a group is a list of at least two axes that advance together, such as [memory, chunk]."));
            }

            groups.Add(group);
        }

        return groups;
    }

    private List<AxisPattern> ReadPatterns(SpecMap map, string key)
    {
        var patterns = new List<AxisPattern>();
        SpecNode? node = Get(map, key);
        if (node is not (null or SpecList))
        {
            errors.Add(node.Error($"'{key}' is a list of mappings from axes to values."));
            return patterns;
        }

        foreach (SpecNode item in node is SpecList list ? list.Items : [])
        {
            if (item is not SpecMap { Entries.Count: > 0 } pattern)
            {
                errors.Add(item.Error($"{key}: a mapping from axes to values is expected, such as {{backing: thp, chunk: 1G}}."));
                continue;
            }

            CheckKeys(pattern, Axes.All.Select(a => a.Name), "axis");
            var values = new IReadOnlyList<string>?[Axes.All.Count];
            foreach ((SpecScalar name, SpecNode given) in pattern.Entries)
            {
                if (Axes.Find(name.Value) is { } axis)
                {
                    values[Axes.IndexOf(axis.Name)] = ReadValues(axis, given);
                }
            }

            patterns.Add(new AxisPattern(values));
        }

        if (patterns.Count > 64)
        {
            errors.Add(node!.Error($"'{key}' has {patterns.Count} entries; at most 64 are accepted. An entry may list several values of an axis."));
        }

        return patterns;
    }

    private int ReadRepeats(SpecMap map)
    {
        SpecNode? node = Get(map, "repeats");
        if (node is null)
        {
            return 1;
        }

        string text = (node as SpecScalar)?.Value ?? "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int repeats) && repeats is >= 1 and <= 1_000_000)
        {
            return repeats;
        }

        errors.Add(node.Error($"repeats: '{Shorten(text)}' is no whole number from 1 to 1000000.", Shorten(text)));
        return 1;
    }

    private string ReadBaseline(SpecMap map)
    {
        const string Standard = "baseline";
        switch (Get(map, "baseline"))
        {
            case null:
                return Standard;
            case SpecMap { Entries: [({ Value: "strategy" }, SpecScalar value)] }:
                return Word("baseline", value, SplitStrategies.All.Select(s => s.Name)) ?? Standard;
            case { } other:
                errors.Add(other.Error("'baseline' names the strategy that others are compared with: 'baseline: {strategy: baseline}'."));
                return Standard;
        }
    }

    private List<string> ReadCostModels(SpecMap map)
    {
        SpecNode? node = Get(map, "cost-models");
        List<SpecNode> items = node is SpecList list ? list.Items : node is null ? [] : [node];
        return [.. items.Select(item => Word("cost-models", item, Experiments.CostModels.All.Select(m => m.Name))).OfType<string>().Distinct()];
    }

    private Backend ReadBackend(SpecMap map)
    {
        string? word = ReadWord(map, "backend", ["simulated", "kvm"]);
        if (word == "kvm")
        {
            errors.Add(Get(map, "backend")!.Error("backend: kvm needs agents on real machines, which this version does not have; use 'simulated'.", "kvm"));
        }

        return Backend.Simulated;
    }

    private Dictionary<string, string> ReadLabels(SpecMap map)
    {
        var labels = new Dictionary<string, string>();
        SpecNode? node = Get(map, "labels");
        if (node is not (null or SpecMap))
        {
            errors.Add(node.Error("'labels' is a mapping from words to words."));
        }

        foreach ((SpecScalar key, SpecNode value) in (node as SpecMap)?.Entries ?? [])
        {
            if (value is SpecScalar scalar)
            {
                labels[key.Value] = scalar.Value;
            }
            else
            {
                errors.Add(value.Error($"labels: '{key.Value}' is a word, not a list or a mapping.", key.Value));
            }
        }

        return labels;
    }

    private string? ReadWord(SpecMap map, string key, IEnumerable<string> known) =>
        Get(map, key) is { } node ? Word(key, node, known) : null;

    private string? Word(string key, SpecNode node, IEnumerable<string> known)
    {
        string text = (node as SpecScalar)?.Value ?? "";
        if (known.Contains(text))
        {
            return text;
        }

        errors.Add(node.Error(
            $"{key}: '{Shorten(text)}' is not known; there are {string.Join(", ", known)}.", Shorten(text), DidYouMean.Suggest(text, known)));
        return null;
    }

    private string? Text(SpecMap map, string key)
    {
        SpecNode? node = Get(map, key);
        if (node is not (null or SpecScalar))
        {
            errors.Add(node.Error($"'{key}' is a text."));
        }

        return (node as SpecScalar)?.Value;
    }

    private void CheckKeys(SpecMap map, IEnumerable<string> known, string what)
    {
        foreach ((SpecScalar key, _) in map.Entries.Where(e => !known.Contains(e.Key.Value)))
        {
            string shown = Shorten(key.Value);
            errors.Add(key.Error($"No {what} is called '{shown}'; there are {string.Join(", ", known)}.", shown, DidYouMean.Suggest(shown, known)));
        }
    }

    private static SpecNode? Get(SpecMap map, string key) => map.Entries.FirstOrDefault(e => e.Key.Value == key).Value;

    private static string? CoverageText(SpecMap map) =>
        Get(map, "percent") is SpecScalar percent && Get(map, "seed") is SpecScalar seed && map.Entries.Count == 2
            ? $"{percent.Value.TrimEnd('%')}% seed {seed.Value}"
            : null;

    private static string Shorten(string text)
    {
        string printable = string.Concat(text.Take(80).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > 80 ? printable + "..." : printable;
    }
}
