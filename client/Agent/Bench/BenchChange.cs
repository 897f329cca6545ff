using System.Text.Json.Serialization;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Agent.Bench;

/// <summary>How a step's time changes from one kernel to another. Intervals are null with too few runs on a side.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Scope">What of a run it is.</param>
/// <param name="Baseline">The median on the kernel that is compared with, in nanoseconds, and its interval.</param>
/// <param name="Time">The same on this kernel.</param>
/// <param name="Change">The change of the median as a fraction, negative where this kernel takes less, and its interval; null where a time
/// is zero.</param>
/// <param name="Test">Whether that is more than chance, corrected for all steps; null where a time is zero.</param>
internal sealed record BenchChange(
    string Step,
    string Scope,
    BenchMedian Baseline,
    BenchMedian Time,
    BenchMedian? Change,
    [property: JsonIgnore] ComparisonTest? Test)
{
    /// <summary>p of the test, corrected for all steps.</summary>
    [JsonInclude]
    internal double? P => Test?.P;

    /// <summary>The changes of all steps, in the order of the runs.</summary>
    /// <param name="baseline">The kernel that is compared with.</param>
    /// <param name="here">This one, of the same experiment.</param>
    internal static IReadOnlyList<BenchChange> Of(BenchRecord baseline, BenchRecord here)
    {
        BenchChange[] changes =
        [
            .. from step in here.Steps
               join before in baseline.Steps on (step.Name, step.Scope) equals (before.Name, before.Scope)
               select Of(before, step),
        ];
        var corrected = new Queue<double>(Holm.Adjust([.. changes.Select(change => change.Test?.P).OfType<double>()]));
        int family = corrected.Count;
        return
        [
            .. changes.Select(change => change.Test is null
                ? change
                : change with { Test = change.Test.InFamily(corrected.Dequeue(), family) }),
        ];
    }

    private static BenchChange Of(BenchStep before, BenchStep now)
    {
        (IReadOnlyList<double> old, IReadOnlyList<double> @new) = (before.Samples, now.Samples);
        var change = new BenchChange(now.Name, now.Scope, BenchMedian.Of(old), BenchMedian.Of(@new), null, null);
        if (old.Concat(@new).Any(time => time <= 0))
            return change;

        Interval? interval = MedianInterval.OfChange(old, @new);
        return change with
        {
            Change = new BenchMedian((change.Time.Value / change.Baseline.Value) - 1, interval?.Low, interval?.High),
            Test = ComparisonTest.Of(old, @new),
        };
    }
}
