using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Yaml;
using static System.FormattableString;

namespace S2Grid.Experiments.Specification;

/// <summary>Reads the parts of a sweep file that speak of axes.</summary>
internal sealed class AxesReader(ErrorList errors, SpecificationPlaces places)
{
    /// <summary>Stands for the values of an axis that could not be read, so that the others can be checked.</summary>
    private const string Placeholder = "1G";

    /// <summary>Stands for all values of an axis that are words, and that the backend can do.</summary>
    private const string All = "all";

    /// <summary>What is wrong with a range quotes the file.</summary>
    private const int MaxError = 600;

    /// <summary>The most values of all axes, inclusions and exclusions together.</summary>
    private const int MaxValues = 5 * Axes.MaxValues;

    private int left = MaxValues;

    /// <summary>What carries the runs out.</summary>
    internal Backend Backend { get; init; }

    /// <summary>The values of the axis <c>granule</c>.</summary>
    internal IEnumerable<int> Granules { get; set; } = [];

    /// <summary>Strategies of the file's own: for each name the text that the axis has for it.</summary>
    internal IReadOnlyDictionary<string, string> Strategies { get; init; } = new Dictionary<string, string>();

    /// <summary>The values of every axis; an axis that is not named has its default.</summary>
    internal List<IReadOnlyList<string>> ReadAxes(SpecMap map)
    {
        var values = Axes.All.Select(IReadOnlyList<string> (axis) => [axis.Default ?? Placeholder]).ToList();
        if (map["axes"] is not SpecMap axes)
        {
            errors.Add((map["axes"] ?? map).Error(map["axes"] is null
                ? "The key 'axes' is missing: a mapping from axes to values, such as 'axes: {memory: [1G, 4G]}'."
                : "'axes' is a mapping from axes to values, such as 'memory: [1G, 4G]'."));
            return values;
        }

        places.Add(SpecificationPlaces.Axes, axes);
        CheckNames(axes, Axes.Names, "axis");
        foreach ((SpecScalar key, SpecNode node) in axes.Entries.OrderBy(entry => entry.Key.Value != Axes.Granule.Name))
        {
            if (Axes.Find(key.Value) is { } axis && ReadValues(axis, node, SpecificationPlaces.Axes) is { Count: > 0 } read)
                values[axis.Index] = read;

            Granules = GranulesOf(values);
        }

        if (axes["memory"] is null)
            errors.Add(axes.Error("The axis 'memory' is missing, such as 'memory: [1G, 4G]'."));

        return values;
    }

    /// <summary>Groups of axes that advance together. One group may be written without the outer list.</summary>
    internal List<IReadOnlyList<int>> ReadZip(SpecMap map)
    {
        var groups = new List<IReadOnlyList<int>>();
        var placed = new HashSet<string>();
        SpecNode? node = map["zip"];
        IReadOnlyList<SpecNode> items =
            node is SpecList { Items.Count: > 0 } only && only.Items.All(item => item is SpecScalar) ? [only] : SpecNode.ItemsOf(node);
        foreach (SpecNode item in items)
        {
            List<SpecNode> names = item is SpecList list ? list.Items : [];
            if (names.Count < 2)
                errors.Add(item.Error("zip: a group is a list of at least two axes that advance together, such as [memory, chunk]."));

            places.Add(SpecificationPlaces.Zip(groups.Count), item);
            groups.Add([.. names.Select(name => ReadZipped(name, placed)).OfType<int>()]);
        }

        return groups;
    }

    /// <summary>The entries of <c>include</c> or <c>exclude</c>.</summary>
    internal List<AxisPattern> ReadPatterns(SpecMap map, string key)
    {
        var patterns = new List<AxisPattern>();
        SpecNode? node = map[key];
        if (node is null)
            return patterns;

        places.Add(key, node);
        if (node is not SpecList list)
        {
            errors.Add(node.Error($"'{key}' is a list of mappings from axes to values."));
            return patterns;
        }

        foreach (SpecNode item in list.Items)
        {
            if (item is SpecMap { Entries.Count: > 0 } pattern)
                patterns.Add(ReadPattern(pattern, key == "include" ? SpecificationPlaces.Include(patterns.Count) : key));
            else
                errors.Add(item.Error($"{key}: a mapping from axes to values is expected, such as {{backing: thp, chunk: 1G}}."));
        }

        if (patterns.Count > RunBlock.MaxPatterns)
        {
            errors.Add(node.Error(
                $"'{key}' has {patterns.Count} entries; at most {RunBlock.MaxPatterns} are accepted. An entry may list several values of "
                + $"an axis."));
        }

        return patterns;
    }

    /// <summary>What others are compared with; null if the file does not say.</summary>
    internal AxisPattern? ReadBaseline(SpecMap map, RunSet runs)
    {
        switch (map["baseline"])
        {
            case null:
                return null;
            case SpecMap { Entries.Count: > 0 } named:
                AxisPattern pattern = ReadPattern(named, "baseline");
                foreach ((SpecScalar key, SpecNode value) in named.Entries)
                    CheckBaseline(key, value, pattern, runs);

                return pattern;
            case { } other:
                errors.Add(
                    other.Error(
                        "'baseline' names one value for some axes, such as 'baseline: {strategy: baseline}' or 'baseline: {chunk: 1G}'."));
                return null;
        }
    }

    /// <summary>Refuses the names of a mapping that are not known.</summary>
    internal void CheckNames(SpecMap map, IEnumerable<string> known, string what) => errors.AddUnknownKeys(map, known, key =>
        SpecificationParser.Keys.Except(known).Contains(key) ? $"'{key}' is no axis but a key of the file: it stands beside 'axes'."
        : Axes.Names.Except(known).Contains(key) ? $"'{key}' is an axis: it stands below 'axes'."
        : $"No {what} is called '{key}'; there are {string.Join(", ", known)}.");

    private int? ReadZipped(SpecNode node, HashSet<string> placed)
    {
        string text = node.Text;
        if (Axes.Find(text) is null)
        {
            string all = string.Join(", ", Axes.Names);
            errors.AddUnknown(node, text, $"zip: no axis is called '{SpecNode.Shorten(text)}'; there are {all}.", Axes.Names);
            return null;
        }

        if (!placed.Add(text))
        {
            errors.Add(node.Error($"zip: '{text}' is in a group already.", text));
            return null;
        }

        return Axes.IndexOf(text);
    }

    private AxisPattern ReadPattern(SpecMap pattern, string section)
    {
        CheckNames(pattern, Axes.Names, "axis");
        var values = new IReadOnlyList<string>?[Axes.All.Count];
        foreach ((SpecScalar name, SpecNode given) in pattern.Entries)
        {
            if (Axes.Find(name.Value) is { } axis && ReadValues(axis, given, section) is { Count: > 0 } read)
                values[axis.Index] = read;
        }

        return new AxisPattern(values);
    }

    private void CheckBaseline(SpecScalar key, SpecNode value, AxisPattern pattern, RunSet runs)
    {
        if (Axes.Find(key.Value) is not { } axis || pattern.Values[axis.Index] is not { } values)
            return;

        IEnumerable<string> swept = runs.Include.SelectMany(include => include.Values[axis.Index] ?? []).Union(runs.AxisValues[axis.Index]);
        if (axis.Name == "scenario")
        {
            errors.Add(key.Error("baseline: scenarios count different things and cannot be compared with one another.", key.Value));
        }
        else if (values.Count > 1)
        {
            errors.Add(value.Error($"baseline: one value is expected for {axis.Name}, not {values.Count}."));
        }
        else if (!swept.Contains(values[0]) && runs.Backend == Backend.Simulated)
        {
            string some = string.Join(", ", swept.Take(10));
            errors.Add(
                value.Error($"baseline: no run has {axis.Name} {values[0]}, so nothing could be compared; the sweep has {some}.",
                    values[0]));
        }
    }

    /// <summary>The granules among the values of all axes.</summary>
    internal static IEnumerable<int> GranulesOf(IReadOnlyList<IReadOnlyList<string>> values) =>
        values[Axes.Granule.Index].Select(text => Axes.Granule.Read(text).Value);

    /// <summary>The values that are given for an axis, each in its one form.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="node">A value or a list of values.</param>
    /// <param name="section">The part of the file that they stand in; null for those of a command line.</param>
    internal List<string> ReadValues(Setting axis, SpecNode node, string? section)
    {
        var values = new List<string>();
        var known = new HashSet<string>();
        string prefix = section is null ? "--set " : "";
        IReadOnlyList<SpecNode> items = SpecNode.ItemsOf(node);
        if (items.Count == 0)
            errors.Add(node.Error($"The axis '{axis.Name}' has no values; allowed: {axis.Allowed}."));

        // Once too many are listed, which is told once, no further ones are expanded.
        foreach (SpecNode item in left < 0 ? [] : items)
        {
            IReadOnlyList<string> expanded = Expand(axis, item, prefix);
            if ((left -= expanded.Count) < 0 || values.Count + expanded.Count > Axes.MaxValues)
            {
                errors.Add(item.Error(left < 0
                    ? Invariant($"{prefix}{axis.Name}: with this the sweep lists more than {MaxValues:N0} values, which is the most.")
                    : Invariant($"{prefix}{axis.Name}: more than {Axes.MaxValues:N0} values are given, which is the most."), item.Text));
                break;
            }

            foreach (string value in expanded)
            {
                if (known.Add(value))
                {
                    values.Add(value);
                    places.Add(SpecificationPlaces.Value(section ?? "", axis.Name, value), item, item.Text);
                }
                else
                {
                    errors.Add(item.Error($"{prefix}{axis.Name}: {value} is listed twice.", item.Text));
                    break;
                }
            }
        }

        return values;
    }

    /// <summary>The values that an item stands for: its own, those of a range, or all; none and an error if it is none of these.</summary>
    private IReadOnlyList<string> Expand(Setting axis, SpecNode item, string prefix)
    {
        if (item is not SpecScalar)
        {
            errors.Add(item.Error($"{axis.Name}: a value or a list of values is expected; allowed: {axis.Allowed}."));
            return [];
        }

        string text = item.Text.Trim();
        if (axis.Parse(SweepSpecification.Resolve(Strategies, axis, text)) is { } value)
            return [value];

        if (text == All && axis.HasAll)
            return [.. axis.Known.Concat(axis == Axes.Strategy ? Strategies.Values : []).Where(known => IsDone(axis, known))];

        if (!ValueRange.IsMeant(text))
        {
            errors.AddNotAllowed(item, prefix, axis);
            return [];
        }

        try
        {
            return ValueRange.Expand(axis, text);
        }
        catch (FormatException wrong)
        {
            errors.Add(item.Error($"{prefix}{axis.Name}: {PrintableText.Sanitize(wrong.Message, MaxError)}", text));
            return [];
        }
    }

    /// <summary>Whether the backend can do a value, and every granule of the sweep has it.</summary>
    private bool IsDone(Setting axis, string value) => axis.Refusal?.Invoke(Backend, value) is null
        && (axis != Axes.Backing || Backend == Backend.Kvm || Granules.All(Axes.Backing.Read(value).Value.Exists));
}
