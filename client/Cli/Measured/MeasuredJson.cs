using System.Text.Json;
using S2Grid.Cli.Output;
using S2Grid.Cli.Reports;
using S2Grid.Experiments.Measured;

namespace S2Grid.Cli.Measured;

/// <summary>What machines measured, beside the simulator's counts, for programs.</summary>
internal static class MeasuredJson
{
    /// <summary>Writes one document.</summary>
    public static void Write(TextWriter output, MeasuredTable results) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("differences", results.Differences.Count());
        json.WriteNumber("failed", results.Rows.Sum(row => row.Failed));
        json.WriteArray("configurations", results.Rows, Write);
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
        json.WriteArray("times", row.Times, Write);
        json.WriteBoolean("comparable", row.IsComparable);
        json.WriteArray("counts", row.Counts, Write);
        if (row.AgreeingStrategies is { } strategies)
        {
            json.WriteTexts("agreeing_strategies", strategies);
        }

        json.WriteTexts("notes", row.Notes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MeasuredTime time)
    {
        json.WriteStartObject();
        json.WriteString("step", time.Step);
        json.WriteString("scope", time.Scope.ToString().ToLowerInvariant());
        json.WriteNumber("median_nanoseconds", time.Median);
        json.WriteArray("nanoseconds", time.Nanoseconds, (writer, sample) => writer.WriteNumberValue(sample));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CountComparison count)
    {
        json.WriteStartObject();
        json.WriteString("step", count.Step);
        json.WriteString("what", count.What);
        json.WriteNumber("measured", count.Measured);
        json.WriteNumber("simulated", count.Simulated);
        json.WriteBoolean("equal", count.IsEqual);
        json.WriteEndObject();
    }
}
