using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Tests.Statistics;

public sealed class SampleSizeTests
{
    // By hand: (1.9599640 + 0.8416212)^2 = 7.8488797; over 6 x 0.2^2 = 32.70, over 6 x 0.05^2 = 523.26; at a level of 0.01 (2.5758293 +
    // 0.8416212)^2 = 11.6789682, over 6 x 0.2^2 = 48.66. Full separation: 7.85 / (6 x 0.25) = 5.23.
    [Theory]
    [InlineData(0.7, 0.05, 33)]
    [InlineData(0.3, 0.05, 33)]
    [InlineData(0.55, 0.05, 524)]
    [InlineData(0.7, 0.01, 49)]
    [InlineData(1, 0.05, 6)]
    public void Needed_Difference_IsNoethersNumber(double superiority, double level, int expected) =>
        Assert.Equal(expected, SampleSize.Needed(superiority, level, power: 0.8));

    [Fact]
    public void Needed_NoDifference_IsNoNumber() => Assert.Null(SampleSize.Needed(0.5, 0.05, 0.8));

    // 7.8488797 over 6 x 0.001^2: many, and yet a number.
    [Fact]
    public void Needed_HardlyADifference_IsALargeNumber() => Assert.Equal(1_308_147, SampleSize.Needed(0.501, 0.05, 0.8));

    // 2 / C(6, 3) = 0.1, 2 / C(8, 4) = 0.0286, 2 / C(10, 5) = 0.0079, 2 / C(12, 6) = 0.0022.
    [Theory]
    [InlineData(0.1, 3)]
    [InlineData(0.05, 4)]
    [InlineData(0.01, 5)]
    [InlineData(0.005, 6)]
    public void Min_Level_IsWhereTheExactTestGetsThere(double level, int expected) => Assert.Equal(expected, SampleSize.Min(level));
}
