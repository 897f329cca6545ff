using System.Text.Json;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments;

namespace S2Grid.Cli.Measured;

/// <summary>What machines measured, beside the simulator's counts, for programs.</summary>
public static class MeasuredJson
{
    /// <summary>Writes one document.</summary>
    public static void Write(TextWriter output, MeasuredTable results) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("differences", results.Differences.Count());
        json.WriteNumber("failed", results.Rows.Sum(row => row.Failed));
        json.WriteStartArray("configurations");
        foreach (MeasuredRow row in results.Rows)
        {
            Write(json, row);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, MeasuredRow row)
    {
        json.WriteStartObject();
        foreach ((string name, string value) in row.Configuration.EffectiveValues)
        {
            json.WriteString(name, value);
        }

        json.WriteString("provenance", row.Provenance.ToString().ToLowerInvariant());
        json.WriteString("agent", row.Agent);
        json.WriteString("kernel", row.Kernel);
        json.WriteString("kernel_strategy", row.KernelStrategy);
        json.WriteString("architecture", row.Architecture);
        json.WriteNumber("runs", row.Runs);
        json.WriteNumber("failed", row.Failed);
        json.WriteString("error", row.Error);
        json.WriteNumber("disturbed", row.Disturbed);
        json.WriteStartArray("times");
        foreach (MeasuredTime time in row.Times)
        {
            json.WriteStartObject();
            json.WriteString("step", time.Step);
            json.WriteString("scope", time.Scope.ToString().ToLowerInvariant());
            json.WriteNumber("median_nanoseconds", time.Median);
            json.WriteStartArray("nanoseconds");
            foreach (double sample in time.Nanoseconds)
            {
                json.WriteNumberValue(sample);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteCounts(json, row);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, MeasuredRow row)
    {
        json.WriteBoolean("comparable", row.IsComparable);
        json.WriteStartArray("counts");
        foreach (CountComparison count in row.Counts)
        {
            json.WriteStartObject();
            json.WriteString("step", count.Step);
            json.WriteString("what", count.What);
            json.WriteNumber("measured", count.Measured);
            json.WriteNumber("simulated", count.Simulated);
            json.WriteBoolean("equal", count.IsEqual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (row.AgreeingStrategies is { } strategies)
        {
            Texts("agreeing_strategies", strategies);
        }

        Texts("notes", row.Notes);

        void Texts(string name, IReadOnlyList<string> texts)
        {
            json.WriteStartArray(name);
            foreach (string text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }
    }
}
