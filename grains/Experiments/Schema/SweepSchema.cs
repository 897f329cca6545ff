using System.Text.Json;
using System.Text.Json.Nodes;
using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>The JSON Schema of sweep files, made from <see cref="Axes.All"/>, by which editors complete and check them.</summary>
public static class SweepSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema (draft 2020-12), as shipped in <c>sweep.schema.json</c>.</summary>
    public static string Json => Build().ToJsonString(Indented) + "\n";

    private static JsonObject Build()
    {
        var pattern = new JsonObject
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["additionalProperties"] = false,
            ["properties"] = AxisProperties(),
        };
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "S2Grid sweep",
            ["type"] = "object",
            ["required"] = new JsonArray("axes"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["name"] = Described(new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }, "The sweep's name; the file's name if it is missing"),
                ["description"] = Described(new JsonObject { ["type"] = "string" }, "What the sweep is for"),
                ["axes"] = Described(
                    new JsonObject { ["type"] = "object", ["required"] = new JsonArray("memory"), ["additionalProperties"] = false, ["properties"] = AxisProperties() },
                    "What is varied: every combination is a run"),
                ["zip"] = Described(
                    new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "array", ["minItems"] = 2, ["items"] = Words(Axes.All.Select(a => a.Name)) } },
                    "Groups of axes that advance together"),
                ["include"] = Described(
                    new JsonObject { ["type"] = "array", ["maxItems"] = 64, ["items"] = pattern.DeepClone() },
                    "Further combinations; an axis that is not named has the sweep's first value"),
                ["exclude"] = Described(
                    new JsonObject { ["type"] = "array", ["maxItems"] = 64, ["items"] = pattern }, "Combinations of the axes that are left out"),
                ["repeats"] = Described(new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 1_000_000, ["default"] = 1 }, "How often each run is done"),
                ["baseline"] = Described(
                    new JsonObject
                    {
                        ["type"] = "object",
                        ["additionalProperties"] = false,
                        ["properties"] = new JsonObject { ["strategy"] = Words(SplitStrategies.All.Select(s => s.Name)) },
                    },
                    "The strategy that others are compared with; baseline if it is missing"),
                ["cost-models"] = Described(OneOrMore(Words(CostModels.All.Select(m => m.Name))), "Models that predict times"),
                ["backend"] = Described(Words(["simulated"]), "What carries the runs out"),
                ["published"] = Described(Words(PublishedFigures.Series), "Published figures to print beside ours"),
                ["labels"] = Described(new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } }, "Words kept with the sweep"),
            },
        };
    }

    private static JsonObject AxisProperties()
    {
        var properties = new JsonObject();
        foreach (Axis axis in Axes.All)
        {
            JsonObject value = axis.IsOpen ? new JsonObject { ["type"] = new JsonArray("string", "integer", "number") }
                : axis.Known is ["true", "false"] ? new JsonObject { ["type"] = "boolean" }
                : Words(axis.Known);
            if (axis.IsOpen && axis.Known.Count > 0)
            {
                value = new JsonObject { ["anyOf"] = new JsonArray(Words(axis.Known), value) };
            }

            properties[axis.Name] = Described(OneOrMore(value), $"{axis.Description}: {axis.Allowed}" + (axis.Default is null ? "" : $"; {axis.Default} if it is missing"));
        }

        return properties;
    }

    private static JsonObject OneOrMore(JsonObject value) => new()
    {
        ["anyOf"] = new JsonArray(
            value.DeepClone(), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = true, ["items"] = value }),
    };

    private static JsonObject Words(IEnumerable<string> words) => new() { ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };

    private static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }
}
