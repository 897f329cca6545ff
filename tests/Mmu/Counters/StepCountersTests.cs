using S2Grid.Mmu.Counters;

namespace S2Grid.Mmu.Tests.Counters;

public sealed class StepCountersTests
{
    [Fact]
    public void Add_OtherCounters_AddsEveryValueAndLeavesTheOtherOnes()
    {
        (StepCounters sum, StepCounters other) = (new StepCounters(), new StepCounters());
        for (int i = 0; i < CounterLayout.Length; i++)
            (sum.Values[i], other.Values[i]) = (i, 1_000_000L * i);

        sum.Add(other);

        Assert.Equal(Enumerable.Range(0, CounterLayout.Length).Select(i => 1_000_001L * i), sum.Values.ToArray());
        Assert.Equal(Enumerable.Range(0, CounterLayout.Length).Select(i => 1_000_000L * i), other.Values.ToArray());
    }
}
