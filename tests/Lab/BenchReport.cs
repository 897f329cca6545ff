using System.Text.Json;

namespace S2Grid.Lab.Tests;

/// <summary>What <c>s2grid-agent bench --verify-counts --json</c> has said.</summary>
internal sealed class BenchReport(string json)
{
    private readonly JsonElement root = JsonDocument.Parse(json).RootElement;

    public string Outcome => root.GetProperty("outcome").GetString()!;

    public string Provenance => root.GetProperty("provenance").GetString()!;

    /// <summary>Table pages that came with a step.</summary>
    public long Tables(string step) => Step(root.GetProperty("samples")[0], step).GetProperty("tables").GetInt64();

    /// <summary>Hits of a kernel function in a step.</summary>
    public long Hits(string step, string function)
        => Step(root.GetProperty("counted"), step).GetProperty("hits").GetProperty(function).GetInt64();

    public override string ToString() => json;

    private static JsonElement Step(JsonElement sample, string name) =>
        sample.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("name").GetString() == name);
}
