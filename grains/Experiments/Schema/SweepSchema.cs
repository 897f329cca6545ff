using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Schema;

/// <summary>The JSON Schema of sweep files, made from <see cref="Axes.All"/>, by which editors complete and check them.</summary>
public static class SweepSchema
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema (draft 2020-12), as shipped in <c>sweep.schema.json</c>.</summary>
    public static string Json => Build().ToJsonString(Indented) + "\n";

    private static JsonObject Build() => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "S2Grid sweep",
        ["type"] = "object",
        ["required"] = new JsonArray("axes"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["name"] = Described(
                "The sweep's name; the file's name if it is missing",
                new() { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }),
            ["description"] = Described("What the sweep is for", new() { ["type"] = "string" }),
            ["strategies"] = Described(
                "Strategies of your own, composed of hints",
                new()
                {
                    ["type"] = "object",
                    ["additionalProperties"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["additionalProperties"] = false,
                        ["properties"] = new JsonObject(
                        [
                            KeyValuePair.Create<string, JsonNode?>("based-on",
                                Described("The strategy whose hints are the start", new() { ["type"] = "string" })),
                            .. SplitHints.All.Select(hint =>
                                KeyValuePair.Create<string, JsonNode?>(hint.Name, Described(hint.Description, HintValue(hint)))),
                        ]),
                    },
                }),
            ["axes"] = Described(
                "What is varied: every combination is a run",
                new() { ["allOf"] = new JsonArray(Pattern(), new JsonObject { ["required"] = new JsonArray("memory") }) }),
            ["zip"] = Described("Groups of axes that advance together", AnyOf(Group(), ListOf(Group()))),
            ["include"] = Described(
                "Further combinations; an axis that is not named has the sweep's first value", ListOf(Pattern(), RunBlock.MaxPatterns)),
            ["exclude"] = Described("Combinations of the axes that are left out", ListOf(Pattern(), RunBlock.MaxPatterns)),
            ["repeats"] = Described(
                "How often each run is done",
                new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = SweepSpecification.MaxRepeats, ["default"] = 1 }),
            ["baseline"] = Described(
                "What other runs are compared with: those that have these values and are else the same; {strategy: baseline} if it is "
                + "missing",
                Mapping(Axes.All.Where(axis => axis.Name != "scenario"), Value)),
            ["cost-models"] = Described(
                "Models that predict times: shipped ones by name, others by file, as ./mine.yaml",
                OneOrMore(AnyOf(
                    Words(CostModels.All.Select(model => model.Name)),
                    new() { ["type"] = "string", ["pattern"] = "/|\\.ya?ml$" }))),
            ["backend"] = Described("What carries the runs out", Words(Backends.Setting.Known)),
            ["kvm"] = Described("How machines measure; with backend kvm only", KvmSection()),
            ["published"] = Described("Published figures to print beside ours", Words(PublishedFigures.Series)),
            [SpecificationParser.ScopeKey] = Described(
                "What figures of scenario enable are of; what the published figures are of if it is missing, else the split call",
                Words(SpecificationParser.Scopes)),
            ["labels"] = Described(
                "Words kept with the sweep",
                new()
                {
                    ["type"] = "object",
                    ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }
                }),
        },
        ["$defs"] = new JsonObject { ["pattern"] = Mapping(Axes.All, Values, Several) },
    };

    private static JsonObject HintValue(Hint hint) => hint.Values.All(value => value is "true" or "false")
        ? new JsonObject { ["type"] = "boolean" }
        : new JsonObject
        {
            ["enum"] = new JsonArray([.. hint.Values.Select(value =>
                int.TryParse(value, CultureInfo.InvariantCulture, out int number) ? JsonValue.Create(number) : JsonValue.Create(value))]),
        };

    private static JsonObject KvmSection() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = Properties(KvmKeys.All, Value),
    };

    private static JsonObject Pattern() => new() { ["$ref"] = "#/$defs/pattern" };

    private static JsonObject Group()
        => new() { ["type"] = "array", ["minItems"] = 2, ["uniqueItems"] = true, ["items"] = Words(Axes.Names) };

    private static JsonObject Mapping(
        IEnumerable<Setting> axes, Func<Setting, JsonObject> value, Func<Setting, string?>? more = null) => new()
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["additionalProperties"] = false,
            ["properties"] = Properties(axes, value, more),
        };

    private static JsonObject Properties(
        IEnumerable<Setting> settings, Func<Setting, JsonObject> value, Func<Setting, string?>? more = null) => new(
        settings.Select(setting => KeyValuePair.Create<string, JsonNode?>(
            setting.Name, Described(Describe(setting, more?.Invoke(setting)), value(setting)))));

    private static string Describe(Setting setting, string? more) =>
        $"{setting.Description}: {setting.Allowed}{(more is null ? "" : $"; {more}")}"
        + $"{(setting.Default is null ? "" : $"; {setting.Default} if it is missing")}";

    private static string? Several(Setting axis) =>
        axis.IsRanged ? "ranges such as 'A..B x2' or 'A..B step S'" : axis.HasAll ? "'all' for all of them" : null;

    /// <summary>Values of an axis: one, or several in a list or in one word.</summary>
    private static JsonObject Values(Setting axis) =>
        OneOrMore(axis.HasAll ? AnyOf(Words(["all"]), Value(axis)) : Value(axis));

    private static JsonObject Value(Setting setting)
    {
        if (!setting.IsOpen)
            return setting.IsSwitch ? new JsonObject { ["type"] = "boolean" } : Words(setting.Known);

        var open = new JsonObject { ["type"] = new JsonArray("string", "number") };
        return setting.Known.Count == 0 ? open : AnyOf(Words(setting.Known), open);
    }

    private static JsonObject OneOrMore(JsonObject value)
    {
        JsonObject list = ListOf(value.DeepClone().AsObject(), Axes.MaxValues);
        list["minItems"] = 1;
        list["uniqueItems"] = true;
        return AnyOf(value, list);
    }

    private static JsonObject ListOf(JsonObject item, int? most = null)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item };
        if (most is { } items)
            list["maxItems"] = items;

        return list;
    }

    private static JsonObject AnyOf(JsonObject one, JsonObject other) => new() { ["anyOf"] = new JsonArray(one, other) };

    /// <summary>Words; YAML reads one such as 7.3 as a number.</summary>
    private static JsonObject Words(IEnumerable<string> words) => new()
    {
        ["enum"] = new JsonArray(
        [
            .. words.Select(word => JsonValue.Create(word)),
            .. words.Where(word => decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
                .Select(word => JsonValue.Create(decimal.Parse(word, CultureInfo.InvariantCulture))),
        ]),
    };

    private static JsonObject Described(string description, JsonObject schema)
    {
        schema["description"] = description;
        return schema;
    }
}
