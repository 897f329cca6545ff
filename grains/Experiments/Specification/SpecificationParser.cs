using System.Globalization;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Yaml;
using S2Grid.Runs;

namespace S2Grid.Experiments.Specification;

/// <summary>Turns the nodes of a sweep file into a specification and collects every error on the way.</summary>
internal sealed class SpecificationParser(string fileName)
{
    private static readonly string[] Keys =
        ["name", "description", "axes", "zip", "include", "exclude", "repeats", "baseline", "cost-models", "backend", "kvm", "published", "labels"];

    private readonly ErrorList errors = new();
    private readonly SpecificationPlaces places = new();

    internal SpecificationResult Parse(string yaml)
    {
        SpecNode? root = SpecReader.Read(yaml, errors);
        if (root is SpecMap map)
        {
            SweepSpecification specification = Read(map);
            if (errors.Count == 0)
            {
                return new SpecificationResult(specification, []);
            }
        }
        else if (root is not null)
        {
            errors.Add(root.Error("A sweep is a mapping with at least 'axes', such as 'axes: {memory: 1G}'."));
        }

        return new SpecificationResult(null, errors.InOrder());
    }

    /// <summary>
    /// Reads everything and checks what goes together as far as the parts it depends on could be read, so that one look at the errors
    /// is enough.
    /// </summary>
    private SweepSpecification Read(SpecMap map)
    {
        var axes = new AxesReader(errors, places);
        axes.CheckNames(map, Keys, "key");
        var specification = new SweepSpecification
        {
            Name = ReadName(map),
            Description = Text(map, "description") ?? "",
            AxisValues = axes.ReadAxes(map),
            Repeats = ReadRepeats(map),
            CostModels = ReadCostModels(map),
            Backend = ReadBackend(map),
            Published = map["published"] is { } published ? Word("published", published, PublishedFigures.Series) : null,
            Labels = ReadLabels(map),
        };
        specification = specification with { Kvm = ReadKvm(map, specification.Backend) };
        int before = errors.Count;
        specification = specification with
        {
            Zip = axes.ReadZip(map),
            Exclude = axes.ReadPatterns(map, "exclude"),
            Include = axes.ReadPatterns(map, "include"),
        };
        specification = specification with { Baseline = axes.ReadBaseline(map, specification) ?? specification.Baseline };
        if (specification.Backend == Backend.Kvm)
        {
            specification = KvmRules.WithBaseline(specification);
        }

        var rules = new SpecificationRules(specification, places, errors);
        rules.CheckZip();
        rules.CheckBackend();
        if (errors.Count == before)
        {
            rules.CheckCombinations();
        }

        if (errors.Count == 0)
        {
            rules.CheckCount();
        }

        return specification;
    }

    private string ReadName(SpecMap map)
    {
        SpecNode? node = map["name"];
        string name = node is SpecScalar scalar ? scalar.Value : node is null ? Path.GetFileNameWithoutExtension(fileName) : "";
        if (SweepName.Error(name) is { } error)
        {
            errors.Add((node ?? map).Error(error, name));
        }

        return name;
    }

    private int ReadRepeats(SpecMap map)
    {
        SpecNode? node = map["repeats"];
        string text = node is null ? "1" : (node as SpecScalar)?.Value ?? "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int repeats)
            && repeats is >= 1 and <= SweepSpecification.MaxRepeats)
        {
            return repeats;
        }

        errors.Add(node!.Error($"repeats: '{SpecNode.Shorten(text)}' is not a whole number from 1 to {SweepSpecification.MaxRepeats}.", text));
        return 1;
    }

    private List<string> ReadCostModels(SpecMap map)
    {
        SpecNode? node = map["cost-models"];
        List<SpecNode> items = node is SpecList list ? list.Items : node is null ? [] : [node];
        return [.. items.Select(item => Word("cost-models", item, CostModels.All.Select(m => m.Name))).OfType<string>().Distinct()];
    }

    private Backend ReadBackend(SpecMap map) =>
        map["backend"] is { } node && Word("backend", node, Backends.Setting.Known) is { } word ? Backends.Setting.Read(word).Value : Backend.Simulated;

    private KvmSettings? ReadKvm(SpecMap map, Backend backend)
    {
        if (backend == Backend.Kvm)
        {
            KvmRules.CheckNames(map, errors);
            return KvmSection.Read(map["kvm"], errors);
        }

        if (map["kvm"] is { } section)
        {
            errors.Add(section.Error("'kvm' says how machines measure; it needs 'backend: kvm'."));
        }

        return null;
    }

    private Dictionary<string, string> ReadLabels(SpecMap map)
    {
        var labels = new Dictionary<string, string>();
        SpecNode? node = map["labels"];
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
                errors.Add(value.Error($"labels: '{SpecNode.Shorten(key.Value)}' is a word, not a list or a mapping.", key.Value));
            }
        }

        return labels;
    }

    private string? Word(string key, SpecNode node, IEnumerable<string> known)
    {
        string text = (node as SpecScalar)?.Value ?? "";
        if (known.Contains(text))
        {
            return text;
        }

        errors.AddUnknown(node, text, $"{key}: '{SpecNode.Shorten(text)}' is not known; there are {string.Join(", ", known)}.", known);
        return null;
    }

    private string? Text(SpecMap map, string key)
    {
        SpecNode? node = map[key];
        if (node is not (null or SpecScalar))
        {
            errors.Add(node.Error($"'{key}' is a text."));
        }

        return (node as SpecScalar)?.Value;
    }
}
