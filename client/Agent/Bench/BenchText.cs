using S2Grid.Experiments.Statistics;
using static System.FormattableString;

namespace S2Grid.Agent.Bench;

/// <summary>What repeated runs come to, for people.</summary>
internal static class BenchText
{
    private const double MicrosecondsInNanosecond = 1e-3;
    private const string Intervals = "Median and its interval, from order statistics";

    /// <summary>Writes the medians of one kernel.</summary>
    internal static void Write(BenchRecord record, TextWriter output)
    {
        int runs = record.Steps[0].Nanoseconds.Count;
        output.WriteLine($"provenance {record.Provenance}");
        Head(record, output);
        output.WriteLine();
        var table = new TextTable("step", "scope", " us");
        foreach (BenchStep step in record.Steps)
            table.Add(step.Name, step.Scope, BenchMedian.Of(step.Samples).Text(MicrosecondsInNanosecond, "0.0"));
        table.Write(output, Format.Table);
        output.WriteLine();
        output.WriteLine($"{Intervals}; {Levels(runs)}.");
    }

    /// <summary>Writes the changes from one kernel to another.</summary>
    internal static void Write(BenchRecord baseline, BenchRecord here, IReadOnlyList<BenchChange> changes, TextWriter output)
    {
        (int before, int now) = (baseline.Steps[0].Nanoseconds.Count, here.Steps[0].Nanoseconds.Count);
        output.WriteLine($"provenance {here.Provenance}");
        Head(baseline, output);
        Head(here, output);
        output.WriteLine();
        var table = new TextTable("step", "scope", $" us {baseline.KernelLabel}", $" us {here.KernelLabel}", " change");
        foreach (BenchChange change in changes)
        {
            table.Add(
                change.Step,
                change.Scope,
                change.Baseline.Text(MicrosecondsInNanosecond, "0.0"),
                change.Time.Text(MicrosecondsInNanosecond, "0.0"),
                ChangeOf(change));
        }

        table.Write(output, Format.Table);
        output.WriteLine();
        int tests = changes.Count(change => change.Test is not null);
        output.WriteLine(
            Invariant($"{Intervals}; {Levels(Math.Min(before, now))}; p by Mann-Whitney, two-sided, corrected for {tests} tests (Holm); ")
            + Invariant($"~ means that no difference was found at p < {ComparisonTest.Level}."));
        if (changes.Any(change => change.Test is { HasTooFewSamples: false, HasFewSamples: true }))
            output.WriteLine(Invariant($"{ComparisonTest.MinSamples} runs a side would leave less to doubt."));
        if (baseline.Kernel == here.Kernel)
            output.WriteLine("Both are of one kernel: what is found is how far its own runs lie apart.");
    }

    private static void Head(BenchRecord record, TextWriter output)
    {
        int runs = record.Steps[0].Nanoseconds.Count;
        output.WriteLine(Invariant($"{record.KernelLabel}: kernel {record.Kernel}, {runs} {(runs == 1 ? "run" : "runs")}"));
    }

    private static string ChangeOf(BenchChange change) => (change.Change, change.Test) switch
    {
        ({ } fraction, { IsSignificant: true } test) =>
            $"{fraction.Text(100, "0.00").Replace(" (", " % (", StringComparison.Ordinal)}{(fraction.Low is null ? " %" : "")} {test.Text}",
        (_, { } test) => $"~ {test.Text}",
        _ => "-",
    };

    private static string Levels(int runs) => runs >= MedianInterval.MinSamples
        ? Invariant($"it holds the median {MedianInterval.Achieved(runs):0.0 %} of the time at n = {runs}")
        : Invariant($"with fewer than {MedianInterval.MinSamples} runs there is none");
}
