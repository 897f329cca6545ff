using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Collections;
using S2Grid.Common;
using S2Grid.Contracts.Agents;
using S2Grid.Protocol;
using S2Grid.Runs;

namespace S2Grid.Server.Agents;

/// <summary>Reports as messages say them.</summary>
internal static class ReportMessages
{
    private const double SecondsPerNanosecond = 1e-9;
    private const int LongestError = 4000;
    private const int MostSentences = 100;

    /// <summary>Reads a report.</summary>
    /// <exception cref="RefusedException">It says what no report says.</exception>
    public static MeasuredReport Read(RunReport report)
    {
        Sample? result = report.Samples.LastOrDefault();
        if (report.Outcome == RunOutcome.Succeeded && result is null or { WarmUp: true })
            throw new RefusedException(RefusalKind.Wrong, "The report cannot be right: its last sample is a warm-up, or there is none.");
        return new MeasuredReport
        {
            SweepId = MachineMessages.Clip(report.SweepId),
            Lease = report.Lease,
            Run = report.Run,
            Outcome = report.Outcome switch
            {
                RunOutcome.Succeeded => MeasuredOutcome.Succeeded,
                RunOutcome.Failed => MeasuredOutcome.Failed,
                RunOutcome.Refused => MeasuredOutcome.Refused,
                _ => throw new RefusedException(RefusalKind.Wrong, "The report cannot be right: it does not say how the run ended."),
            },
            Error = report.Error.Length > LongestError ? report.Error[..LongestError] : report.Error,
            Provenance = MachineMessages.ReadProvenance(report.Provenance),
            Kernel = MachineMessages.Clip(report.Kernel),
            KernelStrategy = MachineMessages.Clip(report.KernelStrategy),
            Steps = [.. (result?.Steps ?? []).Select(step => Read(step, report.Counted))],
            ThpBytes = Known(result?.ThpBytes),
            CountFault = MachineMessages.Clip(report.Counted?.WhyNot ?? ""),
            Disturbed = [.. report.Disturbed.Take(MostSentences).Select(MachineMessages.Clip)],
            Samples = Json(json => WriteSamples(json, report.Samples)),
            Surroundings = Json(json => WriteSurroundings(json, report)),
        };
    }

    private static MeasuredStepReport Read(Step step, CountedSample? counted) => new(
        MachineMessages.Clip(step.Name),
        step.Scope switch
        {
            "ioctl" => Scope.Ioctl,
            "guest" => Scope.Guest,
            _ => throw new RefusedException(RefusalKind.Wrong, $"The report cannot be right: no scope is called '{MachineMessages.Clip(step.Scope)}'."),
        },
        step.Nanoseconds * SecondsPerNanosecond,
        step.Name.StartsWith("get-", StringComparison.Ordinal) ? Known(step.DirtyPages) : null,
        Known(step.Tables),
        counted?.Steps.FirstOrDefault(other => other.Name == step.Name)?.Hits.ToDictionary(hit => hit.Key, hit => hit.Value) ?? []);

    /// <summary>A count; agents say -1 where they do not know it.</summary>
    private static long? Known(long? count) => count == -1 ? null : count;

    private static void WriteSamples(Utf8JsonWriter json, RepeatedField<Sample> samples)
    {
        json.WriteStartArray();
        foreach (Sample sample in samples)
        {
            json.WriteStartObject();
            json.WriteBoolean("warm_up", sample.WarmUp);
            json.WriteNumber("thp_bytes", sample.ThpBytes);
            json.WriteNumber("kernel_page_bytes", sample.KernelPageBytes);
            json.WriteStartArray("steps");
            foreach (Step step in sample.Steps)
                WriteStep(json, step);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter json, Step step)
    {
        json.WriteStartObject();
        json.WriteString("name", step.Name);
        json.WriteString("scope", step.Scope);
        json.WriteNumber("nanoseconds", step.Nanoseconds);
        json.WriteStartArray("calls");
        foreach (long call in step.Calls)
            json.WriteNumberValue(call);
        json.WriteEndArray();
        json.WriteNumber("dirty_pages", step.DirtyPages);
        json.WriteNumber("tables", step.Tables);
        json.WriteStartObject("stats");
        foreach ((string name, long value) in step.Stats)
            json.WriteNumber(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSurroundings(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject();
        json.WriteString("agent_version", report.AgentVersion);
        Write("before", report.SurroundingsBefore);
        Write("after", report.SurroundingsAfter);
        json.WriteEndObject();

        void Write(string name, MapField<string, string> facts)
        {
            json.WriteStartObject(name);
            foreach ((string fact, string value) in facts.OrderBy(fact => fact.Key, StringComparer.Ordinal))
                json.WriteString(fact, value);
            json.WriteEndObject();
        }
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
