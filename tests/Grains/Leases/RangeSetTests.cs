using S2Grid.Grains.Leases;

namespace S2Grid.Grains.Tests.Leases;

public sealed class RangeSetTests
{
    [Fact]
    public void Add_TouchingRanges_BecomeOne()
    {
        var set = new RangeSet();
        set.Add(0, 10);
        set.Add(20, 30);
        set.Add(10, 20);

        Assert.Equal([(0L, 30L)], set.Within(0, 100));
        Assert.Equal(30, set.Count);
    }

    [Fact]
    public void Remove_Middle_LeavesBothEnds()
    {
        var set = new RangeSet();
        set.Add(0, 30);
        set.Remove(10, 20);

        Assert.Equal([(0L, 10L), (20L, 30L)], set.Within(0, 100));
        Assert.Equal((10L, 20L), set.FirstGap(30));
        Assert.Equal(20, set.Count);
    }

    [Fact]
    public void FirstGap_FullSet_IsNull()
    {
        var set = new RangeSet();
        set.Add(0, 1_000_000_000);

        Assert.Null(set.FirstGap(1_000_000_000));
    }

    [Fact]
    public void Overlaps_NeighboursOnly_IsFalse()
    {
        var set = new RangeSet();
        set.Add(10, 20);

        Assert.False(set.Overlaps(0, 10));
        Assert.False(set.Overlaps(20, 30));
        Assert.True(set.Overlaps(19, 30));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AddAndRemove_AtRandom_AgreeWithAPlainSet(int seed)
    {
        const int limit = 60;
        var random = new Random(seed);
        var set = new RangeSet();
        var plain = new SortedSet<long>();
        for (int i = 0; i < 500; i++)
        {
            int start = random.Next(limit);
            int end = random.Next(start, limit + 1);
            IEnumerable<long> range = Enumerable.Range(start, end - start).Select(index => (long)index);
            if (random.Next(2) == 0)
            {
                set.Add(start, end);
                plain.UnionWith(range);
            }
            else
            {
                set.Remove(start, end);
                plain.ExceptWith(range);
            }

            Assert.Equal(plain.Count, set.Count);
            Assert.Equal(plain, Expand(set.Within(0, limit)));
            Assert.Equal(plain.Where(index => index >= start && index < end), Expand(set.Within(start, end)));
            Assert.Equal(Enumerable.Range(0, limit).Select(index => (long?)index).FirstOrDefault(index => !plain.Contains(index!.Value)),
                set.FirstGap(limit)?.Start);
        }
    }

    private static IEnumerable<long> Expand(IEnumerable<(long Start, long End)> ranges) =>
        ranges.SelectMany(range => Enumerable.Range((int)range.Start, (int)(range.End - range.Start)).Select(index => (long)index));
}
