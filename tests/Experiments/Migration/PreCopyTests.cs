using S2Grid.Experiments.Migration;

namespace S2Grid.Experiments.Tests.Migration;

public sealed class PreCopyTests
{
    private const double MiB = 1 << 20;

    /// <summary>
    /// The published trace (Cloud Hypervisor, a VM of 6 GiB): after the first copy four rounds of 5,418 to 5,428 MiB at 1,800 to 1,990
    /// MiB/s with 56 to 59 ms of overhead. Only ranges were published: both of their ends are tried.
    /// </summary>
    [Theory]
    [InlineData(5418, 5428, 1800, 59, 1765, 1769)]
    [InlineData(5428, 5418, 1990, 56, 1946, 1951)]
    public void ObservedRounds_PublishedTrace_NeverConvergesAndNamesTheRate(
        double from, double to, double bandwidth, double overhead, double low, double high)
    {
        var trace = new ObservedRounds(
            [.. Enumerable.Range(0, 4).Select(i => ((from + ((to - from) * i / 3)) * MiB, bandwidth * MiB, overhead / 1e3))]);
        Assert.Null(trace.RoundsUntil(0.3));
        Assert.InRange(trace.Limit / MiB, low, high);
        Assert.InRange(trace.WriteRate / MiB, low, high);
        Assert.All(trace.Downtimes, downtime => Assert.InRange(downtime, 2.7, 3.02));
    }

    [Fact]
    public void ObservedRounds_HalvedEachTime_ConvergesWhenItIsSmallEnough()
    {
        var trace = new ObservedRounds([(800 * MiB, 100 * MiB, 0), (400 * MiB, 100 * MiB, 0)]);
        Assert.Equal(2, trace.RoundsUntil(1));
        Assert.Equal(50 * MiB, trace.WriteRate, 1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.1, 0.9)]
    public void Limit_Rates_SeparatesThoseThatConverge(double part, double writes)
    {
        var migration = new PreCopy(new WritePattern(6144 * MiB, part, writes), 1900 * MiB, 0, 1e-11, 1e12, 0.3);
        double limit = migration.Limit()!.Value;
        Assert.True(migration.Converges(limit * 0.999));
        Assert.False(migration.Converges(limit * 1.001));

        // All pages alike: with r writes for each byte sent, rounds settle at the part x = 1 - exp(-r x) of the memory. In 0.3 s one sends
        // x = 0.3 * 1900 / 6144 = 0.0928, so r = -ln(1 - x) / x = 1.0495: some pages are written twice in a round and sent once. In 30
        // rounds one does not get as far.
        Assert.True(part < 1 || limit / (1900 * MiB) is > 0.9 and < 1.0495);
    }

    [Fact]
    public void Limit_HotSetThatFitsTheDowntime_DoesNotKeepItFromConverging()
    {
        var migration = new PreCopy(new WritePattern(6144 * MiB, 0.05, 1), 1900 * MiB, 0, 0, 1e15, 0.3);
        Assert.Null(migration.Limit());
    }

    [Fact]
    public void Copy_NothingWritten_SendsMemoryOnce()
    {
        var migration = new PreCopy(new WritePattern(1024 * MiB), 512 * MiB, 0, 0, 1e12, 0.3);
        CopyRound round = Assert.Single(migration.Copy(0));
        Assert.Equal((1024 * MiB, 2, 0), (round.Bytes, round.Sending, round.Written));
    }

    [Fact]
    public void Copy_VcpusThatFault_MakeNoMoreDirtyThanFaultsAllow()
    {
        var migration = new PreCopy(new WritePattern(6144 * MiB), 1024 * MiB, 0, 0, 100 * MiB, 0.3);
        Assert.Equal(600 * MiB, migration.Copy(1e15)[0].Written, 1);
    }
}
