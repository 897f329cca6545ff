using S2Grid.Experiments.Statistics;
using S2Grid.Views.Compare;

namespace S2Grid.Cli.Tests.Compare;

/// <summary>Figures as people read them.</summary>
public sealed class QuantitiesTests
{
    [Theory]
    [InlineData(-0.2041, "-20.41 %")]
    [InlineData(-0.00003, "-0.003 %")]
    [InlineData(0.0000004, "0.00004 %")]
    [InlineData(-1e-12, "0.00 %")]
    [InlineData(0, "0.00 %")]
    public void Change_OfMeasuredTimes_IsNeverNothingWithASign(double change, string expected) =>
        Assert.Equal(expected, Quantities.Change(change, null));

    [Fact]
    public void Change_BoundsNextToNothing_HaveDigits() =>
        Assert.Equal("-0.0012 % (-0.0031 to 0.00)", Quantities.Change(-0.000012, new Interval(-0.000031, -0.000012, 0)));

    [Theory]
    [InlineData(-0.0006, -0.0004776, "-0.1 % (-0.1 to -0.048)")]
    [InlineData(-0.012, 1e-20, "-1.2 % (-1.2 to 0.0)")]
    [InlineData(0, 0, "same")]
    public void Change_Predicted_HasTwoDigitsNextToNothing(double low, double high, string expected) =>
        Assert.Equal(expected, Quantities.Change(new Interval(low, low, high)));

    [Fact]
    public void PredictedTime_NothingUpToMuch_HasTheUnitOfTheUpperBound() =>
        Assert.Equal("0 ms (0 to 137)", Quantities.PredictedTime(new Interval(0, 0, 137_004_117)));
}
