using Google.Protobuf.Collections;

namespace S2Grid.Protocol;

/// <summary>What stood around a measurement, as it is stored.</summary>
/// <param name="AgentVersion">The version of the agent that measured.</param>
/// <param name="Before">The machine before it, by name.</param>
/// <param name="After">The machine after it, by name.</param>
public sealed record ReportSurroundings(
    string AgentVersion, SortedDictionary<string, string> Before, SortedDictionary<string, string> After)
{
    /// <summary>Those of a report.</summary>
    public static ReportSurroundings Of(RunReport report) =>
        new(report.AgentVersion, Sorted(report.SurroundingsBefore), Sorted(report.SurroundingsAfter));

    private static SortedDictionary<string, string> Sorted(MapField<string, string> facts) => new(facts, StringComparer.Ordinal);
}
