using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

/// <summary>What is to be known of the samples behind a measured figure.</summary>
/// <param name="Count">How many there are, outliers included.</param>
/// <param name="Outliers">Those outside of <see cref="TukeyFences"/>, in nanoseconds, in the order of the runs. They stay samples.</param>
/// <param name="Drift">Whether they grow or shrink in the order of the runs; null if they are too few to tell. Its p is not
/// corrected.</param>
/// <param name="Drifts">Whether they do: p, corrected for all drift checks of the comparison, is below its level.</param>
public sealed record SampleSummary(int Count, IReadOnlyList<double> Outliers, Drift? Drift, bool Drifts)
{
    internal static SampleSummary Of(IReadOnlyList<double> samples)
    {
        TukeyFences fences = TukeyFences.Of(samples);
        return new SampleSummary(samples.Count, [.. samples.Where(fences.IsOutlier)], Statistics.Drift.Check(samples), Drifts: false);
    }
}
