namespace S2Grid.Experiments.Statistics;

/// <summary>
/// The two-sided test of Mann and Whitney (Annals of Mathematical Statistics 18, 1947, pp. 50-60): does one side tend to give larger
/// values than the other?
/// </summary>
/// <remarks>
/// Up to <see cref="MaxExactSamples"/> samples a side p is exact, ties included: the share of all ways to deal the pooled midranks to
/// the two sides whose U lies at least as far from its mean as the one observed, counted by the shift algorithm of Streitberg and
/// Roehmel (Statistical Software Newsletter 12, 1986, pp. 10-17). With more samples p comes from the normal distribution with
/// correction for ties and for continuity (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., section 4.1).
/// The test takes the samples for independent: what drifts or comes in bursts it does not see.
/// </remarks>
public static class MannWhitney
{
    /// <summary>The most samples of a side for which p is counted, not approximated.</summary>
    public const int MaxExactSamples = 30;

    /// <summary>Tests two sets of samples, neither of them empty.</summary>
    public static MannWhitneyResult Test(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentOutOfRangeException.ThrowIfZero(first.Count);
        ArgumentOutOfRangeException.ThrowIfZero(second.Count);
        double[] pooled = [.. first, .. second];
        double[] ranks = MathNet.Numerics.Statistics.Statistics.Ranks(pooled);
        double rankSum = ranks.Take(first.Count).Sum();
        double u = rankSum - (first.Count * (first.Count + 1.0) / 2);
        bool isExact = Math.Max(first.Count, second.Count) <= MaxExactSamples;
        double p = isExact ? Exact(ranks, first.Count, rankSum) : Approximate(pooled, first.Count, u);
        return new MannWhitneyResult(u, p, isExact, u / ((double)first.Count * second.Count));
    }

    /// <summary>
    /// Counts the ways to choose <paramref name="chosen"/> of the ranks by their sum. Ranks are doubled, so that midranks are whole.
    /// </summary>
    private static double Exact(double[] ranks, int chosen, double rankSum)
    {
        int[] doubled = [.. ranks.Select(rank => (int)(2 * rank))];
        int largest = doubled.Order().TakeLast(chosen).Sum();
        double[][] ways = [.. Enumerable.Range(0, chosen + 1).Select(_ => new double[largest + 1])];
        ways[0][0] = 1;
        foreach (int rank in doubled)
        {
            for (int size = chosen; size > 0; size--)
            {
                for (int sum = largest; sum >= rank; sum--)
                    ways[size][sum] += ways[size - 1][sum - rank];
            }
        }

        int mean = chosen * (ranks.Length + 1);
        int distance = Math.Abs((int)(2 * rankSum) - mean);
        double asFar = ways[chosen].Where((_, sum) => Math.Abs(sum - mean) >= distance).Sum();
        return asFar / ways[chosen].Sum();
    }

    private static double Approximate(double[] pooled, int firstCount, double u)
    {
        double all = pooled.Length;
        double pairs = firstCount * (all - firstCount);
        double ties = pooled.GroupBy(value => value).Sum(group => Math.Pow(group.Count(), 3) - group.Count());
        double variance = pairs / 12 * (all + 1 - (ties / (all * (all - 1))));
        double distance = Math.Max(0, Math.Abs(u - (pairs / 2)) - 0.5);
        return variance > 0 ? 2 * Normal.CDF(0, 1, -distance / Math.Sqrt(variance)) : 1;
    }
}
