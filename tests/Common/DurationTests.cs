namespace S2Grid.Common.Tests;

/// <summary>How lengths of time are written, wherever they are read.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("90", 90)]
    [InlineData("5m", 300)]
    [InlineData("1.5h", 5400)]
    [InlineData("7d", 604800)]
    [InlineData("0.2s", 0.2)]
    [InlineData("0s", 0)]
    [InlineData("10000d", 864000000)]
    public void TryParse_OfATime_ReadsIt(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan time));
        Assert.Equal(TimeSpan.FromSeconds(seconds), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("5ms")]
    [InlineData("5min")]
    [InlineData("5M")]
    [InlineData("1e9h")]
    [InlineData("1,5h")]
    [InlineData("0.00000001s")]
    [InlineData("10001d")]
    [InlineData("99999999999999999999999999999d")]
    public void TryParse_OfAnythingElse_RefusesIt(string text) => Assert.False(Duration.TryParse(text, out _));
}
