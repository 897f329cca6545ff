namespace S2Grid.Common.Tests;

public sealed class ProcessorTimeTests
{
    [Fact]
    public void GetTimestamp_WhileTheThreadWaits_StandsStill()
    {
        long start = ProcessorTime.OfThread.GetTimestamp();

        Thread.Sleep(TimeSpan.FromMilliseconds(200));

        Assert.InRange(ProcessorTime.OfThread.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void GetTimestamp_WhileTheThreadWorks_GoesOn()
    {
        long start = ProcessorTime.OfThread.GetTimestamp();

        Assert.True(SpinWait.SpinUntil(() => ProcessorTime.OfThread.GetElapsedTime(start) > TimeSpan.FromMilliseconds(10), -1));
    }
}
