using System.Text;
using System.Text.Json;
using Google.Protobuf.Collections;
using S2Grid.Protocol;

namespace S2Grid.Agent.Commands;

/// <summary>A report as JSON: the names of the protocol, times in nanoseconds, sizes in bytes.</summary>
internal static class ReportJson
{
    /// <summary>The report as indented text.</summary>
    internal static string Write(RunReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Indented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            Write(json, report);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject();
        json.WriteString("outcome", report.Outcome.ToString().ToLowerInvariant());
        json.WriteString("error", report.Error);
        json.WriteString("provenance", report.Provenance);
        json.WriteString("kernel", report.Kernel);
        json.WriteString("agent_version", report.AgentVersion);
        json.WriteStartArray("samples");
        foreach (Sample sample in report.Samples)
        {
            Write(json, sample);
        }

        json.WriteEndArray();
        if (report.Counted is { } counted)
        {
            Write(json, counted);
        }

        json.WriteStartArray("disturbed");
        foreach (string sentence in report.Disturbed)
        {
            json.WriteStringValue(sentence);
        }

        json.WriteEndArray();
        Write(json, "surroundings_before", report.SurroundingsBefore);
        Write(json, "surroundings_after", report.SurroundingsAfter);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Sample sample)
    {
        json.WriteStartObject();
        json.WriteBoolean("warm_up", sample.WarmUp);
        json.WriteNumber("thp_bytes", sample.ThpBytes);
        json.WriteNumber("kernel_page_bytes", sample.KernelPageBytes);
        json.WriteStartArray("steps");
        foreach (Step step in sample.Steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteString("scope", step.Scope);
            json.WriteNumber("nanoseconds", step.Nanoseconds);
            if (step.Calls.Count > 0)
            {
                json.WriteStartArray("calls");
                foreach (long nanoseconds in step.Calls)
                {
                    json.WriteNumberValue(nanoseconds);
                }

                json.WriteEndArray();
            }

            if (step.Name.StartsWith("get-", StringComparison.Ordinal))
            {
                json.WriteNumber("dirty_pages", step.DirtyPages);
            }

            json.WriteNumber("tables", step.Tables);
            Write(json, "stats", step.Stats);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CountedSample counted)
    {
        json.WriteStartObject("counted");
        json.WriteString("why_not", counted.WhyNot);
        json.WriteStartArray("steps");
        foreach (CountedStep step in counted.Steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            Write(json, "hits", step.Hits);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, MapField<string, long> map)
    {
        json.WriteStartObject(name);
        foreach ((string key, long value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(key, value);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, MapField<string, string> map)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
