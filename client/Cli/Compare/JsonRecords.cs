using System.Text.Json;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Compare;

/// <summary>Writes objects as JSON documents: <c>ChangeInterval</c> becomes <c>change_interval</c>.</summary>
internal static class JsonRecords
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes one document.</summary>
    public static void Write(TextWriter output, object document) =>
        JsonOutput.Write(output, json => JsonSerializer.Serialize(json, document, Options));
}
