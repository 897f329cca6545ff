using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Tests.Statistics;

public sealed class MannWhitneyTests
{
    private const double SevenDigits = 5e-8;

    // Each p is the number of assignments of the pooled midranks that are as far from the mean, over their number, counted by hand or by
    // enumerating all of them in exact fractions. Hollander and Wolfe's permeability data and its p of 0.2544 are R's example of
    // wilcox.test (there one-sided, 0.1272); the second case with its p of 0.1111111111111111 is SciPy's example of mannwhitneyu.
    [Theory]
    [InlineData(new[] { 0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46 }, new[] { 1.15, 0.88, 0.90, 0.74, 1.21 }, 35,
        764.0 / 3003)]
    [InlineData(new double[] { 19, 22, 16, 29, 24 }, new double[] { 20, 11, 17, 12 }, 17, 1.0 / 9)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 4, 5, 6 }, 0, 2.0 / 20)]
    [InlineData(new double[] { 4, 5, 6 }, new double[] { 1, 2, 3 }, 9, 2.0 / 20)]
    [InlineData(new double[] { 1, 2, 2, 3, 5 }, new double[] { 2, 4, 5, 5, 6, 7 }, 5, 41.0 / 462)]
    [InlineData(new double[] { 1, 1, 2, 3 }, new double[] { 3, 3, 4 }, 1, 4.0 / 35)]
    [InlineData(new double[] { 7, 7, 7 }, new double[] { 7, 7 }, 3, 1)]
    [InlineData(new double[] { 1 }, new double[] { 2 }, 0, 1)]
    public void Test_FewSamples_CountsP(double[] first, double[] second, double u, double p)
    {
        MannWhitneyResult result = MannWhitney.Test(first, second);

        Assert.True(result.IsExact);
        Assert.Equal(u, result.U);
        Assert.Equal(p, result.P, SevenDigits);
        Assert.Equal(u / (first.Length * second.Length), result.Superiority, SevenDigits);
    }

    // Counted in whole numbers by the recurrence of Mann and Whitney, c(m, n, u) = c(m - 1, n, u - n) + c(m, n - 1, u).
    [Theory]
    [InlineData(10, 12, 7, 21, 0.00895698728516066)]
    [InlineData(30, 30, 15, 253, 0.0031935408185939456)]
    public void Test_ShiftedRowsOfNumbers_AgreesWithTheRecurrence(int firstCount, int secondCount, int shift, double u, double p)
    {
        double[] first = [.. Enumerable.Range(0, firstCount).Select(i => 2.0 * i)];
        double[] second = [.. Enumerable.Range(0, secondCount).Select(i => (2.0 * i) + shift)];

        MannWhitneyResult result = MannWhitney.Test(first, second);

        Assert.Equal((u, true), (result.U, result.IsExact));
        Assert.Equal(p, result.P, SevenDigits);
    }

    // By hand from the formula, with Python's math.erfc: z = 1.6266283 without ties but those of the overlap, z = 0.5398120 with many.
    [Theory]
    [InlineData(31, 1, 31, 4, 364.5, 0.10381606018721057)]
    [InlineData(40, 2, 31, 3, 573, 0.5893267021480899)]
    public void Test_ManySamples_ApproximatesWithTiesAndContinuity(int firstCount, int each, int secondCount, int shift, double u, double p)
    {
        double[] first = [.. Enumerable.Range(0, firstCount).Select(i => (double)(i / each))];
        double[] second = [.. Enumerable.Range(0, secondCount).Select(i => (double)((i / each) + shift))];

        MannWhitneyResult result = MannWhitney.Test(first, second);

        Assert.Equal((u, false), (result.U, result.IsExact));
        Assert.Equal(p, result.P, SevenDigits);
    }

    [Fact]
    public void Test_ManyEqualSamples_FindsNothing() =>
        Assert.Equal(1, MannWhitney.Test([.. Enumerable.Repeat(3.0, 40)], [.. Enumerable.Repeat(3.0, 31)]).P);

    [Fact]
    public void Test_JustBeyondTheExactRange_ComesNearToTheExactP()
    {
        double[] values = [.. Enumerable.Range(0, MannWhitney.MaxExactSamples).Select(i => 2.0 * i)];
        double[] shifted = [.. values.Select(value => value + 15)];

        double exact = MannWhitney.Test(values, shifted).P;
        double approximate = MannWhitney.Test([.. values, 2.0 * values.Length], [.. shifted, (2.0 * values.Length) + 15]).P;

        Assert.Equal(exact, approximate, 0.001);
    }
}
