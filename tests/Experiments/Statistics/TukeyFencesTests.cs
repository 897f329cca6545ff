using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Tests.Statistics;

public sealed class TukeyFencesTests
{
    // By hand, definition 7: quartiles at positions 1 + 0.25 x 9 and 1 + 0.75 x 9 of ten, 3.25 and 7.75; fences 6.75 away.
    [Fact]
    public void Of_TenNumbers_AreOneAndAHalfRangesAway()
    {
        TukeyFences fences = TukeyFences.Of([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);

        Assert.Equal(-3.5, fences.Low, 1e-12);
        Assert.Equal(14.5, fences.High, 1e-12);
    }

    [Theory]
    [InlineData(14.5, false)]
    [InlineData(14.6, true)]
    [InlineData(-3.5, false)]
    [InlineData(-3.6, true)]
    public void IsOutlier_AtTheFence_IsNone(double sample, bool expected) =>
        Assert.Equal(expected, TukeyFences.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).IsOutlier(sample));

    [Fact]
    public void Of_OneSample_IsThatSample() => Assert.Equal(new TukeyFences(3, 3), TukeyFences.Of([3]));

    // Known: 8.6 % of 5, 3.9 % of 10, and 0.7 % of many, which is 2 (1 - Phi(4 x 0.6745)).
    [Theory]
    [InlineData(5, 0.086)]
    [InlineData(10, 0.039)]
    [InlineData(100_000, 0.007)]
    public void NormalShare_OfSoManySamples_IsKnown(int samples, double expected) =>
        Assert.Equal(expected, TukeyFences.NormalShare(samples), 0.0015);
}
