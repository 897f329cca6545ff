using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace S2Grid.Cli.Output;

/// <summary>Writes JSON documents: properties in snake_case, enums in lower case, absent values as null.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(new LowerCase()) },
    };

    /// <summary>Writes one indented document and a line end.</summary>
    public static void Write(TextWriter output, object document) => output.WriteLine(JsonSerializer.Serialize(document, Options));

    /// <summary>Writes one object with the properties of all <paramref name="parts"/>.</summary>
    public static void WriteMerged(TextWriter output, params IEnumerable<object> parts)
    {
        var whole = new JsonObject();
        foreach ((string name, JsonNode? value) in parts.SelectMany(part => JsonSerializer.SerializeToNode(part, Options)!.AsObject()))
        {
            whole[name] = value?.DeepClone();
        }

        output.WriteLine(whole.ToJsonString(Options));
    }

    private sealed class LowerCase : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }
}
