using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Tests.Statistics;

public sealed class HolmTests
{
    // By hand: 3 x 0.01, 2 x 0.02, 1 x 0.03 raised to its forerunner; the order given stays. 0.01, 0.02, 0.03, 0.04, 0.05 gives what R's
    // p.adjust(method = "holm") gives: 0.05, 0.08, 0.09, 0.09, 0.09.
    [Theory]
    [InlineData(new[] { 0.03, 0.01, 0.02 }, new[] { 0.04, 0.03, 0.04 })]
    [InlineData(new[] { 0.01, 0.02, 0.03, 0.04, 0.05 }, new[] { 0.05, 0.08, 0.09, 0.09, 0.09 })]
    [InlineData(new[] { 0.9, 0.4, 0.6 }, new[] { 1.0, 1.0, 1.0 })]
    [InlineData(new[] { 0.2 }, new[] { 0.2 })]
    [InlineData(new double[0], new double[0])]
    public void Adjust_Family_IsStepDown(double[] family, double[] expected) =>
        Assert.All(Holm.Adjust(family).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
}
