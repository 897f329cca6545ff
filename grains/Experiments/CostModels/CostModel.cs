using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>A named set of event costs that turns counts into a predicted time with an interval.</summary>
/// <param name="Name">The model's name, printed with every prediction.</param>
/// <param name="Description">What it was fitted to.</param>
/// <param name="IsAbsolute">Whether costs are nanoseconds; if not, only changes can be predicted.</param>
/// <param name="Scope">What it predicts the time of.</param>
/// <param name="Machine">The machine or model whose time it stands for.</param>
/// <param name="Parameters">The costs.</param>
/// <param name="Limits">What it must not be used for, in a sentence.</param>
public sealed record CostModel(
    string Name,
    string Description,
    bool IsAbsolute,
    Scope Scope,
    string Machine,
    IReadOnlyList<CostParameter> Parameters,
    string Limits)
{
    /// <summary>Why this model predicts nothing for that scope, in a sentence; null if it does.</summary>
    public string? Refusal(Scope scope) => scope == Scope
        ? null
        : $"{Name} predicts the {Describe(Scope)} alone and says nothing about the {Describe(scope)}.";

    /// <summary>The time that the counted events take, in nanoseconds (or unit events): the sum of count times cost.</summary>
    public Interval Predict(IReadOnlyCollection<StepCounters> steps)
    {
        var sum = default(Interval);
        foreach (CostParameter parameter in Parameters)
        {
            sum += parameter.Count(steps) * parameter.Cost;
        }

        return sum;
    }

    /// <summary>
    /// The relative change (candidate - baseline) / baseline. A cost is unknown but the same on both sides, so the bounds are the
    /// extremes over all corners of the costs' intervals, where a ratio of two linear functions has them.
    /// </summary>
    /// <returns>The change as a fraction, negative where the candidate is faster; null where the baseline counts no event.</returns>
    public Interval? PredictChange(IReadOnlyCollection<StepCounters> baseline, IReadOnlyCollection<StepCounters> candidate)
    {
        double[] before = [.. Parameters.Select(p => (double)p.Count(baseline))];
        double[] after = [.. Parameters.Select(p => (double)p.Count(candidate))];
        if (before.All(count => count == 0))
        {
            return null;
        }

        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        for (int corner = 0; corner < 1 << Parameters.Count; corner++)
        {
            int chosen = corner;
            double change = Change(before, after, i => (chosen >> i & 1) == 0 ? Parameters[i].Cost.Low : Parameters[i].Cost.High);
            if (double.IsFinite(change))
            {
                low = Math.Min(low, change);
                high = Math.Max(high, change);
            }
        }

        return new Interval(low, Change(before, after, i => Parameters[i].Cost.Mid), high);
    }

    private static double Change(double[] before, double[] after, Func<int, double> cost)
    {
        double total = 0;
        double difference = 0;
        for (int i = 0; i < before.Length; i++)
        {
            total += before[i] * cost(i);
            difference += (after[i] - before[i]) * cost(i);
        }

        return difference / total;
    }

    private static string Describe(Scope scope) => scope switch
    {
        Scope.SplitCall => "split call",
        Scope.Ioctl => "whole ioctl",
        _ => "guest's time",
    };
}
