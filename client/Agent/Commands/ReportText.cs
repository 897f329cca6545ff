using S2Grid.Agent.Measuring;
using static System.FormattableString;

namespace S2Grid.Agent.Commands;

/// <summary>A report for people: a line for each step.</summary>
internal static class ReportText
{
    private const double NanosecondsInMicrosecond = 1000;

    /// <summary>Writes it.</summary>
    internal static void Write(RunReport report, TextWriter output)
    {
        if (report.Outcome != RunOutcome.Succeeded)
        {
            output.WriteLine($"{report.Outcome.ToString().ToLowerInvariant()}: {report.Error}");
            return;
        }

        output.WriteLine($"provenance {report.Provenance}, kernel {report.Kernel}");
        foreach (Sample sample in report.Samples)
        {
            output.WriteLine();
            string pages = sample.KernelPageBytes < 0
                ? "page sizes unknown"
                : Invariant($"pages of {sample.KernelPageBytes} bytes{Thp(sample)}");
            output.WriteLine($"{(sample.WarmUp ? "warm-up" : "sample")}: {pages}");
            output.WriteLine($"{"step",-12} {"scope",-6} {"us",14} {"calls",8} {"dirty pages",12} {"tables",8}");
            foreach (Step step in sample.Steps)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{step.Name,-12} {step.Scope,-6} {step.Nanoseconds / NanosecondsInMicrosecond,14:0.0} "
                    + $"{Math.Max(1, step.Calls.Count),8} {Dirty(step),12} {Tables(step),8}"));
            }
        }

        output.WriteLine();
        foreach ((string name, string value) in report.SurroundingsAfter.OrderBy(fact => fact.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(ModeProof.Prefix, StringComparison.Ordinal))
                output.WriteLine($"{name.Replace('_', ' ')}: {value}");
        }

        WriteCounted(report.Counted, output);
        foreach (string sentence in report.Disturbed)
            output.WriteLine($"disturbed: {sentence}");
    }

    private static string Thp(Sample sample)
        => sample.ThpBytes > 0 ? Invariant($", {sample.ThpBytes} bytes in transparent huge pages") : "";

    private static string Dirty(Step step) =>
        step.Name.StartsWith("get-", StringComparison.Ordinal) ? Known(step.DirtyPages) : "";

    private static string Tables(Step step) => Known(step.Tables);

    private static string Known(long count) => count < 0 ? "unknown" : count.ToString(CultureInfo.InvariantCulture);

    private static void WriteCounted(CountedSample? counted, TextWriter output)
    {
        if (counted is null)
            return;

        output.WriteLine();
        if (counted.WhyNot.Length > 0)
        {
            output.WriteLine($"not counted: {counted.WhyNot}");
            return;
        }

        foreach (CountedStep step in counted.Steps)
        {
            string hits = string.Join(' ', step.Hits
                .Where(hit => hit.Value != 0)
                .OrderBy(hit => hit.Key, StringComparer.Ordinal)
                .Select(hit => Invariant($"{hit.Key}={hit.Value}")));
            output.WriteLine($"counted {step.Name,-12} {(hits.Length > 0 ? hits : "nothing")}");
        }
    }
}
