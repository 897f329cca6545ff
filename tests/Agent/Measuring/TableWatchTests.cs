using S2Grid.Agent.Measuring;

namespace S2Grid.Agent.Tests.Measuring;

public sealed class TableWatchTests
{
    [Theory]
    [InlineData(100, 613, 513)]
    [InlineData(100, 100, 0)]
    [InlineData(0, 32, 32)]
    public void Brought_MorePagesThanBefore_IsTheDifference(long before, long after, long expected)
        => Assert.Equal(expected, TableWatch.Brought(before, after));

    [Theory]
    [InlineData(613, 100)]
    [InlineData(-1, -1)]
    [InlineData(-1, 100)]
    [InlineData(100, -1)]
    public void Brought_OtherVmsEndedOrNoCount_IsNotKnown(long before, long after) => Assert.Equal(-1, TableWatch.Brought(before, after));
}
