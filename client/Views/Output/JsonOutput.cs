using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace S2Grid.Views.Output;

/// <summary>Writes JSON documents: properties in snake_case, enums in lower case, absent values as null.</summary>
public static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(new LowerCase()) },
    };

    private static readonly JsonSerializerOptions OnALine = new(Options) { WriteIndented = false };

    /// <summary>Writes one indented document and a line end.</summary>
    public static void Write(TextWriter output, object document) => output.WriteLine(JsonSerializer.Serialize(document, Options));

    /// <summary>Writes one indented document, and in it lists that are written as they come: a line for each of their items.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="head">What stands before the lists.</param>
    /// <param name="lists">Their names, and what writes each.</param>
    public static void Write(TextWriter output, JsonObject head, params IEnumerable<(string Name, Action<TextWriter> Write)> lists)
    {
        output.Write(JsonSerializer.Serialize(head, Options).TrimEnd('}').TrimEnd());
        foreach ((string name, Action<TextWriter> write) in lists)
        {
            output.Write($",\n  {Line(name)}: ");
            write(output);
        }

        output.Write("\n}\n");
    }

    /// <summary>A value as JSON on one line.</summary>
    public static string Line(object? value) => value switch
    {
        null => "null",
        long number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => JsonSerializer.Serialize(value, OnALine),
    };

    /// <summary>Writes one object with the properties of all <paramref name="parts"/>.</summary>
    public static void WriteMerged(TextWriter output, params IEnumerable<object> parts) => Write(output, Merged(parts));

    /// <summary>One object with the properties of all <paramref name="parts"/>; keys of dictionaries stay as they are.</summary>
    public static JsonObject Merged(params IEnumerable<object> parts)
    {
        var whole = new JsonObject();
        foreach ((string name, JsonNode? value) in parts.SelectMany(part => JsonSerializer.SerializeToNode(part, Options)!.AsObject()))
            whole[name] = value?.DeepClone();

        return whole;
    }

    private sealed class LowerCase : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }
}
