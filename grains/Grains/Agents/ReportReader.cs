using System.Text.Json;

namespace S2Grid.Grains.Agents;

/// <summary>What a report says was measured, in the form that is stored.</summary>
internal static class ReportReader
{
    /// <summary>Characters that are kept of an agent's texts.</summary>
    public const int MaxTextLength = 256;

    private const double SecondsPerNanosecond = 1e-9;
    private const int MaxErrorLength = 4000;
    private const int MaxSentences = 100;

    /// <summary>Reads a report of an agent on a machine. Whether it can be right is another matter.</summary>
    /// <exception cref="RefusedException">It says what no report says.</exception>
    public static Measurement Read(RunReport report, string agent, Machine machine)
    {
        Sample? result = report.Samples.LastOrDefault();
        return new Measurement(
            agent,
            Clip(report.Kernel),
            Clip(report.KernelStrategy),
            machine.Architecture,
            machine.PageBytes,
            MachineFacts.ReadProvenance(report.Provenance),
            [.. (result?.Steps ?? []).Select(step => Read(step, report.Counted))],
            Known(result?.ThpBytes),
            Clip(report.Counted?.WhyNot ?? ""),
            [.. report.Disturbed.Take(MaxSentences).Select(Clip)],
            JsonSerializer.Serialize(report.Samples, ProtocolJson.Default.RepeatedFieldSample),
            JsonSerializer.Serialize(ReportSurroundings.Of(report), ProtocolJson.Default.ReportSurroundings));
    }

    /// <summary>What is stored of a measurement: what is played back is told apart by the machine that was recorded and by what its times
    /// were, not by the agent that plays it.</summary>
    public static Measurement Stored(Measurement measured, Machine machine) => measured with { Agent = machine.NameOf(measured.Agent) };

    /// <summary>Why a run was not done.</summary>
    public static string Error(RunReport report) => report.Error.Length > MaxErrorLength ? report.Error[..MaxErrorLength] : report.Error;

    private static MeasuredStep Read(Step step, CountedSample? counted)
    {
        MeasuredChecks.Require(step.Scope is "ioctl" or "guest", $"no scope is called '{Clip(step.Scope)}'.");
        return new(
            Clip(step.Name),
            step.Scope == "guest" ? Scope.Guest : Scope.Ioctl,
            step.Nanoseconds * SecondsPerNanosecond,
            step.Name.StartsWith("get-", StringComparison.Ordinal) ? Known(step.DirtyPages) : null,
            Known(step.Tables),
            counted?.Steps.FirstOrDefault(other => other.Name == step.Name)?.Hits.ToDictionary() ?? []);
    }

    /// <summary>A count; agents say -1 where they do not know it.</summary>
    private static long? Known(long? count) => count == -1 ? null : count;

    private static string Clip(string text) => PrintableText.Sanitize(text, MaxTextLength);
}
