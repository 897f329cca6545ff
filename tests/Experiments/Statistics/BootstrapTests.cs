using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Tests.Statistics;

public sealed class BootstrapTests
{
    private const int Seed = 1;

    // The distribution of the resampled median, by going through all 6^6 and 7^7 resamples: of six samples 0.87 % of the medians are at
    // most 1 and 3.49 % at most 1.5, 96.51 % at most 20 and 99.13 % at most 24; of seven 1.02 % at most 1 and 10.83 % at most 2, 89.17 %
    // at most 16 and 98.98 % at most 32. So the quantiles 2.5 % and 97.5 % are known, and far from where 10,000 draws could miss them.
    [Theory]
    [InlineData(new double[] { 32, 1, 16, 2, 8, 4 }, 1.5, 6, 24)]
    [InlineData(new double[] { 32, 1, 16, 2, 64, 8, 4 }, 2, 8, 32)]
    public void Median_FewSamples_SpansTheKnownQuantiles(double[] samples, double low, double median, double high)
    {
        Assert.Equal(new Interval(low, median, high), Bootstrap.Median(samples, Seed));
        Assert.Equal(new Interval(low, median, high), Bootstrap.Median(samples, Seed + 1));
    }

    [Fact]
    public void ChangeOfMedian_OneSideConstant_IsThatOfTheOtherSide()
    {
        double[] samples = [32, 1, 16, 2, 8, 4];
        double[] constant = [2, 2, 2, 2, 2, 2];

        Assert.Equal(new Interval(-0.25, 2, 11), Bootstrap.ChangeOfMedian(constant, samples, Seed));

        // Turned over: 2 / 24 - 1, 2 / 6 - 1 and 2 / 1.5 - 1.
        Interval turned = Bootstrap.ChangeOfMedian(samples, constant, Seed)!.Value;
        Assert.Equal(-11.0 / 12, turned.Low, 1e-12);
        Assert.Equal(-2.0 / 3, turned.Mid, 1e-12);
        Assert.Equal(1.0 / 3, turned.High, 1e-12);
    }

    [Fact]
    public void Median_ManySamples_IsAsWideAsTheoryHasIt()
    {
        // Of n uniform samples the median's standard deviation is 1 / (2 sqrt(n)): 0.005 with 10,001, so the interval is about 0.0196 wide.
        double[] samples = [.. Enumerable.Range(0, 10_001).Select(i => i / 10_000.0)];

        Interval interval = Bootstrap.Median(samples, Seed)!.Value;

        Assert.Equal(0.5, interval.Mid);
        Assert.InRange(interval.High - interval.Low, 0.0186, 0.0206);
    }

    [Fact]
    public void Median_SameSeed_IsTheSameInterval()
    {
        double[] samples = [.. Enumerable.Range(1, 5001).Select(i => Math.Sqrt(i))];

        Assert.Equal(Bootstrap.Median(samples, 7), Bootstrap.Median([.. samples.Reverse()], 7));
        Assert.NotEqual(Bootstrap.Median(samples, 7), Bootstrap.Median(samples, 8));
    }

    [Fact]
    public void Intervals_TooFewSamples_AreNone()
    {
        double[] five = [1, 2, 3, 4, 5];
        double[] six = [1, 2, 3, 4, 5, 6];

        Assert.Null(Bootstrap.Median(five, Seed));
        Assert.Null(Bootstrap.ChangeOfMedian(five, six, Seed));
        Assert.Null(Bootstrap.ChangeOfMedian(six, five, Seed));
        Assert.NotNull(Bootstrap.ChangeOfMedian(six, six, Seed));
    }

    [Fact]
    public void ChangeOfMedian_BaselineWithoutTime_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.ChangeOfMedian([0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], Seed));
}
