using S2Grid.Times.OtherMachines;

namespace S2Grid.Times.Tests.OtherMachines;

/// <summary>Times of machines that nothing was fitted to: what lies inside and what outside, and that each is predicted or says why not.
/// </summary>
public sealed class PublishedTimeTests
{
    [Theory]
    [InlineData("CLEAR_DIRTY_LOG of 48G", 269, true)]
    [InlineData("96 vCPUs write", 4_374, true)]
    [InlineData("the enable ioctl, for 1G", 4.98, true)]
    [InlineData("CLEAR_DIRTY_LOG, for 1G", 4.98, false)]
    [InlineData("a page written again", 3_402, false)]
    public void Predicted_OfWorkThatModelsKnow_IsHeldAgainstWhatWasPublished(string what, double mid, bool isInside)
    {
        PublishedTime time = Assert.Single(PublishedTime.All, time => time.What.StartsWith(what, StringComparison.Ordinal));

        Assert.Equal(mid, time.Predicted!.Value.Mid, mid / 500);
        Assert.Equal(isInside, time.IsInside);
    }

    [Fact]
    public void All_WithoutAPrediction_SayWhy() => Assert.All(PublishedTime.All, time =>
    {
        Assert.Equal(time.Predicted is null, time.Unknown is not null);
        Assert.Equal(time.Predicted is null, time.By is null);
    });

    /// <summary>What 524,288 pages of each of 96 vCPUs take by the network of the Altra, a quarter of it: its serial time is all that
    /// counts there.</summary>
    [Fact]
    public void Predicted_OfContendedWork_IsTheSerialTimeOfAllVcpus()
    {
        Interval predicted = PublishedTime.All.Single(time => time.Contended is not null).Predicted!.Value;

        Assert.Equal(0.25 * 96 * 1458 / 8, predicted.Mid, 1.0);
        Assert.Equal(4, predicted.High / predicted.Low, 9);
    }
}
