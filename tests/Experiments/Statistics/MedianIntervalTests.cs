using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Tests.Statistics;

public sealed class MedianIntervalTests(ITestOutputHelper output)
{
    private const int Trials = 20_000;

    /// <summary>What times are like: even, skewed, with a tail, of two kinds; the median of each, and a number drawn from it.</summary>
    private static readonly (string Name, double Median, Func<Random, double> Draw)[] Distributions =
    [
        ("normal", 10, random => Normal.Sample(random, 10, 1)),
        ("log-normal", 1, random => LogNormal.Sample(random, 0, 0.8)),
        ("exponential", 1 + Math.Log(2), random => 1 + Exponential.Sample(random, 1)),
        ("uniform", 1.5, random => 1 + random.NextDouble()),
        ("two kinds", 1 + (0.1 * Normal.InvCDF(0, 1, 5.0 / 7)), random => Normal.Sample(random, random.NextDouble() < 0.7 ? 1 : 2, 0.1)),
    ];

    // 1 - 2 P(B < k), by hand from Pascal's triangle: of 6 samples 1 - 2/64, of 7 1 - 2/128, of 8 1 - 2/256, of 9 1 - 20/512, of 10
    // 1 - 22/1024, of 11 1 - 24/2048 (the next rank: 134/2048, too much).
    [Theory]
    [InlineData(6, 0.96875, 1)]
    [InlineData(7, 0.984375, 1)]
    [InlineData(8, 0.9921875, 1)]
    [InlineData(9, 0.9609375, 2)]
    [InlineData(10, 0.978515625, 2)]
    [InlineData(11, 0.98828125, 2)]
    [InlineData(21, 0.973396, 6)]
    public void Of_FewSamples_SpansTheRanksThatHoldTheMedian(int samples, double level, int rank)
    {
        double[] ranks = [.. Enumerable.Range(1, samples).Select(i => (double)i).Reverse()];

        Assert.Equal(level, MedianInterval.Achieved(samples), 1e-6);
        Assert.Equal(new Interval(rank, (samples + 1) / 2.0, samples + 1 - rank), MedianInterval.Of(ranks));
    }

    [Theory]
    [InlineData(10_001)]
    [InlineData(1_000_000)]
    public void Of_ManySamples_IsAsWideAsTheoryHasIt(int count)
    {
        // Of n uniform samples the median's standard deviation is 1 / (2 sqrt(n)), so the interval is about 1.96 / sqrt(n) wide.
        double[] samples = [.. Enumerable.Range(0, count).Select(i => i / (count - 1.0))];

        Interval interval = MedianInterval.Of(samples)!.Value;

        Assert.Equal(0.5, interval.Mid, 1e-6);
        Assert.InRange((interval.High - interval.Low) * Math.Sqrt(count), 1.96, 1.99);
        Assert.InRange(MedianInterval.Achieved(count), 0.95, 0.953);
    }

    /// <summary>Not fewer than claimed of many intervals hold what they are of.</summary>
    [Fact]
    public void Of_AnyDistribution_HoldsTheMedianAsOftenAsItSays()
    {
        var random = new MersenneTwister(20_261_130, threadSafe: false);
        foreach ((string name, double median, Func<Random, double> draw) in Distributions)
        {
            foreach (int n in Enumerable.Range(MedianInterval.MinSamples, 25))
            {
                int held = Enumerable.Range(0, Trials / 10).Count(_ => MedianInterval.Of(Draw(random, draw, n))!.Value.Contains(median));
                double share = held / (Trials / 10.0);
                Assert.True(share > MedianInterval.Achieved(n) - 0.015, $"{name}, n = {n}: {share}");
            }
        }
    }

    [Fact]
    public void OfChange_AnyTwoDistributions_HoldsTheChangeAsOftenAsItSays()
    {
        var random = new MersenneTwister(20_261_130, threadSafe: false);
        foreach ((int n, int m) in new[] { (6, 6), (7, 7), (8, 8), (9, 9), (10, 10), (15, 15), (21, 21), (30, 30), (6, 30), (20, 8) })
        {
            double lowest = 1;
            string which = "";
            foreach (var before in Distributions)
            {
                foreach (var after in Distributions)
                {
                    double change = (after.Median / before.Median) - 1;
                    int held = Enumerable.Range(0, Trials / 10).Count(
                        _ => MedianInterval.OfChange(Draw(random, before.Draw, n), Draw(random, after.Draw, m))!.Value.Contains(change));
                    double share = held / (Trials / 10.0);
                    if (share < lowest)
                        (lowest, which) = (share, $"{before.Name} to {after.Name}");
                }
            }

            output.WriteLine($"{n} and {m}: the least is {lowest:0.000}, {which}");
            Assert.True(lowest >= MedianInterval.Level, $"{n} and {m}: {lowest}, {which}");
        }
    }

    [Fact]
    public void OfChange_OneSideConstant_IsThatOfTheOtherSide()
    {
        double[] samples = [32, 1, 16, 2, 8, 4];
        double[] constant = [2, 2, 2, 2, 2, 2];

        Interval change = MedianInterval.OfChange(constant, samples)!.Value;
        Interval turned = MedianInterval.OfChange(samples, constant)!.Value;

        Assert.Equal((-0.5, 2, 15), (Math.Round(change.Low, 9), Math.Round(change.Mid, 9), Math.Round(change.High, 9)));
        Assert.Equal((-0.9375, -0.666666667, 1), (Math.Round(turned.Low, 9), Math.Round(turned.Mid, 9), Math.Round(turned.High, 9)));
    }

    [Fact]
    public void Intervals_TooFewSamples_AreNone()
    {
        double[] five = [1, 2, 3, 4, 5];
        double[] six = [1, 2, 3, 4, 5, 6];

        Assert.Null(MedianInterval.Of(five));
        Assert.Null(MedianInterval.OfChange(five, six));
        Assert.Null(MedianInterval.OfChange(six, five));
        Assert.NotNull(MedianInterval.OfChange(six, six));
    }

    [Fact]
    public void OfChange_BaselineWithoutTime_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MedianInterval.OfChange([0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]));

    private static double[] Draw(Random random, Func<Random, double> draw, int count)
    {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++)
            samples[i] = Math.Max(1e-6, draw(random));
        return samples;
    }
}
