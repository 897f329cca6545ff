namespace S2Grid.Experiments.Statistics;

/// <summary>Correction of p-values for their number (Holm, Scandinavian Journal of Statistics 6, 1979, pp. 65-70).</summary>
public static class Holm
{
    /// <summary>
    /// The p-values, in the order given, so corrected that all that are below a level are wrong together with at most that probability:
    /// the i-th smallest of m, i from 0, becomes the largest of (m - j) p_j over j up to i, at most 1. Tests may depend on each other.
    /// </summary>
    /// <param name="family">The p-values of all tests that one argument rests on.</param>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> family)
    {
        double[] adjusted = new double[family.Count];
        double largest = 0;
        int left = family.Count;
        foreach (int index in Enumerable.Range(0, family.Count).OrderBy(index => family[index]))
        {
            largest = Math.Max(largest, Math.Min(1, left-- * family[index]));
            adjusted[index] = largest;
        }

        return adjusted;
    }
}
