using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>Turns the nodes of a sweep file into a specification and collects every error on the way.</summary>
internal sealed class SpecificationParser(string fileName, Func<string, string?>? readFile = null)
{
    /// <summary>What a file may have at its top.</summary>
    internal static readonly string[] Keys =
        ["name", "description", "strategies", "axes", "zip", "include", "exclude", "repeats", "baseline", "cost-models", "backend", "kvm",
            "published", ScopeKey, "labels"];

    /// <summary>The key that says what figures of an enable are of.</summary>
    internal const string ScopeKey = "scope";

    /// <summary>Its values.</summary>
    internal static readonly IReadOnlyList<string> Scopes = [Scope.SplitCall.Word(), Scope.Ioctl.Word()];

    private readonly ErrorList errors = new();
    private readonly SpecificationPlaces places = new();

    internal SpecificationResult Parse(string yaml)
    {
        IReadOnlyList<SpecNode> documents = SpecReader.ReadAll(yaml, errors, 1 + CostModelsSection.MaxDocuments);
        SpecNode? root = documents is [var first, ..] ? first : null;
        if (root is SpecMap map)
        {
            SweepSpecification specification = Read(map, new CostModelsSection([.. documents.Skip(1)], readFile, errors));
            if (errors.Count == 0)
                return new SpecificationResult(specification, []);
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
    private SweepSpecification Read(SpecMap map, CostModelsSection models)
    {
        Dictionary<string, string> strategies = StrategiesSection.Read(map["strategies"], errors);
        Backend backend = ReadBackend(map);
        var axes = new AxesReader(errors, places) { Strategies = strategies, Backend = backend };
        axes.CheckNames(map, Keys, "key");
        var specification = new SweepSpecification
        {
            Name = ReadName(map),
            Description = Text(map, "description") ?? "",
            Strategies = strategies,
            AxisValues = axes.ReadAxes(map),
            Repeats = ReadRepeats(map),
            CostModels = models.Read(map["cost-models"], backend),
            ModelFiles = models.Files,
            Backend = backend,
            Published = ReadPublished(map["published"]),
            Scope = map[ScopeKey] is { } scope && Word(ScopeKey, scope, Scopes) is { } word ? Words.Find<Scope>(word) : null,
            Labels = ReadLabels(map),
        };
        if (map[ScopeKey] is { } place)
            places.Add(ScopeKey, place, place.Text);

        specification = specification with { Kvm = ReadKvm(map, backend) };
        int before = errors.Count;
        specification = specification with
        {
            Zip = axes.ReadZip(map),
            Exclude = axes.ReadPatterns(map, "exclude"),
            Include = axes.ReadPatterns(map, "include"),
        };
        specification = specification with { Baseline = axes.ReadBaseline(map, specification) ?? specification.Baseline };
        if (specification.Backend == Backend.Kvm)
            specification = KvmRules.WithBaseline(specification);

        var rules = new SpecificationRules(specification, places, errors);
        rules.CheckZip();
        rules.CheckBackend();
        rules.CheckScope();
        if (errors.Count == before)
            rules.CheckCombinations();

        if (errors.Count == 0)
            rules.CheckCount();

        return specification;
    }

    private string ReadName(SpecMap map)
    {
        SpecNode? node = map["name"];
        string name = node is SpecScalar scalar ? scalar.Value : node is null ? Path.GetFileNameWithoutExtension(fileName) : "";
        if (SweepName.Error(name) is { } error)
            errors.Add((node ?? map).Error(error, name));

        return name;
    }

    private int ReadRepeats(SpecMap map)
    {
        SpecNode? node = map["repeats"];
        string text = node?.Text ?? "1";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int repeats)
            && repeats is >= 1 and <= SweepSpecification.MaxRepeats)
        {
            return repeats;
        }

        errors.Add(
            node!.Error($"repeats: '{SpecNode.Shorten(text)}' is not a whole number from 1 to {SweepSpecification.MaxRepeats}.", text));
        return 1;
    }

    private Backend ReadBackend(SpecMap map) =>
        map["backend"] is { } node && Word("backend", node, Backends.Setting.Known) is { } word
            ? Backends.Setting.Read(word).Value : Backend.Simulated;

    private KvmSettings? ReadKvm(SpecMap map, Backend backend)
    {
        if (backend == Backend.Kvm)
        {
            KvmRules.CheckNames(map, errors);
            return KvmSection.Read(map["kvm"], errors);
        }

        if (map["kvm"] is { } section)
            errors.Add(section.Error("'kvm' says how machines measure; it needs 'backend: kvm'."));

        return null;
    }

    private string? ReadPublished(SpecNode? node)
    {
        if (node is null || !PublishedFigures.Unknown.TryGetValue(node.Text, out string? version))
            return node is null ? null : Word("published", node, PublishedFigures.Series);

        errors.Add(node.Error(
            $"published: text and figures of {version} are not public here, so there is nothing to print beside ours; as far as known it "
            + "counts as skip-level3 does.",
            node.Text));
        return null;
    }

    private Dictionary<string, string> ReadLabels(SpecMap map)
    {
        var labels = new Dictionary<string, string>();
        foreach ((SpecScalar key, SpecNode value) in errors.EntriesOf(map["labels"], "'labels' is a mapping from words to words."))
        {
            if (value is SpecScalar scalar)
                labels[key.Value] = scalar.Value;
            else
                errors.Add(value.Error($"labels: '{SpecNode.Shorten(key.Value)}' is a word, not a list or a mapping.", key.Value));
        }

        return labels;
    }

    private string? Word(string key, SpecNode node, IEnumerable<string> known)
    {
        if (known.Contains(node.Text))
            return node.Text;

        errors.AddUnknown(
            node, node.Text, $"{key}: '{SpecNode.Shorten(node.Text)}' is not known; there are {string.Join(", ", known)}.", known);
        return null;
    }

    private string? Text(SpecMap map, string key)
    {
        SpecNode? node = map[key];
        if (node is not (null or SpecScalar))
            errors.Add(node.Error($"'{key}' is a text."));

        return (node as SpecScalar)?.Value;
    }
}
