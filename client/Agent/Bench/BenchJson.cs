using System.Text.Json.Serialization;

namespace S2Grid.Agent.Bench;

/// <summary>What bench keeps and prints as JSON, without reflection; times are nanoseconds.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchRecord))]
[JsonSerializable(typeof(IReadOnlyList<BenchChange>))]
internal sealed partial class BenchJson : JsonSerializerContext;
