using S2Grid.Grains.Leases;

namespace S2Grid.Grains.Tests.Leases;

public sealed class BatchSizerTests
{
    [Fact]
    public void Next_FastRuns_GrowsToTheMost()
    {
        var sizer = new BatchSizer(repeats: 1);
        for (int i = 0; i < 10; i++)
            sizer.Learn(sizer.Next(), seconds: 0.001);

        Assert.Equal(BatchSizer.MaxRuns, sizer.Next());
    }

    [Fact]
    public void Next_RunsOfManySeconds_IsOneConfigurationAtATime()
    {
        var sizer = new BatchSizer(repeats: 3);
        sizer.Learn(3, seconds: 30);

        Assert.Equal(3, sizer.Next());
    }

    [Fact]
    public void Next_Repeats_StayTogether()
    {
        var sizer = new BatchSizer(repeats: 7);
        sizer.Learn(100, seconds: 0.5);

        Assert.Equal(0, sizer.Next() % 7);
        Assert.InRange(sizer.Next(), 70, 100);
    }

    [Fact]
    public void Next_MoreRepeatsThanABatchHolds_IsTheMost() =>
        Assert.Equal(BatchSizer.MaxRuns, new BatchSizer(repeats: 5000).Next());
}
