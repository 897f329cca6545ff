namespace S2Grid.Common.Tests;

/// <summary>How long programs wait after failures.</summary>
public sealed class BackOffTests
{
    [Fact]
    public void Next_AfterManyFailures_StaysBelowItsLimitAndDiffers()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(1));
        TimeSpan[] waits = [.. Enumerable.Range(0, 100).Select(_ => backOff.Next())];

        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(60)));
        Assert.InRange(waits[0], TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.True(waits.Skip(10).Distinct().Count() > 80);
        backOff.Reset();
        Assert.InRange(backOff.Next(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }
}
