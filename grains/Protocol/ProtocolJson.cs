using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf.Collections;

namespace S2Grid.Protocol;

/// <summary>
/// Reports and parts of them as JSON, without reflection: the names are the protocol's, times are nanoseconds, sizes bytes. Samples and
/// surroundings are stored in this form, and recordings are read from it.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,
    Converters = [typeof(OutcomeWords)])]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(RepeatedField<Sample>))]
[JsonSerializable(typeof(ReportSurroundings))]
[JsonSerializable(typeof(string[]))]
public sealed partial class ProtocolJson : JsonSerializerContext
{
    private sealed class OutcomeWords() : JsonStringEnumConverter<RunOutcome>(JsonNamingPolicy.SnakeCaseLower);
}
