using FsCheck;
using FsCheck.Fluent;

namespace S2Grid.Mmu.Tests.Properties;

/// <summary>Pages chosen 64 at a time are those that are chosen one by one.</summary>
public sealed class PageSelectionProperties
{
    private const ulong PageSize = 4096;
    private const ulong Pages = 4096;

    public static TheoryData<string> Selections =>
    [
        "all", "page=0", "page=63", "page=64", "page=127", "page=1000", "mask=0x8000000000000001", "stride=4K", "stride=6K", "stride=2M",
        "random=0,seed=1", "random=1,seed=1", "random=0.01,seed=7", "random=0.5,seed=0", "random=0.9999999999999999,seed=3",
        "random=5E-324,seed=4",
    ];

    [Theory]
    [MemberData(nameof(Selections))]
    public void Word_AnySelection_HasThePagesThatItContains(string text)
    {
        Assert.True(PageSelection.TryParse(text, out PageSelection selection));

        for (ulong first = 0; first < Pages; first += PageSelection.WordPages)
            Assert.Equal(OneByOne(selection, first), selection.Word(first, Pages, PageSize));
    }

    [Theory]
    [MemberData(nameof(Selections))]
    public void Count_PagesThatEndWithinAWord_AreThoseThatItContains(string text)
    {
        Assert.True(PageSelection.TryParse(text, out PageSelection selection));

        foreach (ulong pages in new ulong[] { 0, 1, 63, 64, 65, 1001, Pages })
        {
            ulong expected = 0;
            for (ulong page = 0; page < pages; page++)
                expected += selection.Contains(page, PageSize) ? 1UL : 0;

            Assert.Equal(expected, selection.Count(pages, PageSize));
        }
    }

    [Fact]
    public void Word_RandomFractionThatIsAPagesOwnNumber_LeavesThatPageOut()
    {
        const ulong Seed = 42;
        for (ulong page = 0; page < 1000; page++)
        {
            double number = SplitMix64.UnitInterval(Seed, page);
            var below = new PageSelection(PageSelectionKind.Random, 0, number, Seed);
            var above = new PageSelection(PageSelectionKind.Random, 0, Math.BitIncrement(number), Seed);
            ulong first = page / PageSelection.WordPages * PageSelection.WordPages;
            int bit = (int)(page - first);

            Assert.Equal((0UL, 1UL), (below.Word(first, Pages, PageSize) >> bit & 1, above.Word(first, Pages, PageSize) >> bit & 1));
        }
    }

    [Fact]
    public void Random_ByVectorAndOneByOne_ChooseTheSamePages()
    {
        Gen<ulong> any =
            Gen.Choose(int.MinValue, int.MaxValue).Two().Select(halves => ((ulong)(uint)halves.Item1 << 32) | (uint)halves.Item2);
        Prop.ForAll(Arb.From(any.Three()), choice => SplitMix64.SelectByVector(choice.Item1, choice.Item2, choice.Item3)
                == SplitMix64.SelectOneByOne(choice.Item1, choice.Item2, choice.Item3))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("4k")]
    [InlineData("thp50")]
    [InlineData("2m")]
    [InlineData("thp:0%:1")]
    [InlineData("thp:100%:1")]
    [InlineData("thp:50%:2")]
    [InlineData("thp:33.3%:3")]
    [InlineData("thp:0.7%:4")]
    [InlineData("thp:99.99999999999999%:5")]
    public void HugeWord_AnyBacking_HasTheRangesThatAreHuge(string text)
    {
        Assert.True(Backing.TryParse(text, out Backing backing));
        ulong bound = backing.HugeBound();

        for (ulong first = 500; first < 20_000; first += 61)
        {
            ulong expected =
                Enumerable.Range(0, 64).Aggregate(0UL, (word, bit) => word | (backing.IsHuge(first + (ulong)bit) ? 1UL << bit : 0));
            Assert.Equal(expected, backing.HugeWord(first, bound));
        }
    }

    [Fact]
    public void HugeBound_CoverageThatIsARangesOwnNumber_AgreesWithTheRoundedProduct()
    {
        for (ulong range = 0; range < 1000; range++)
        {
            double own = SplitMix64.UnitInterval(9, range) * 100;
            foreach (double coverage in (double[])[Math.BitDecrement(own), own, Math.BitIncrement(own)])
            {
                var backing = new Backing(BackingKind.PartialThp, coverage, 9);
                Assert.Equal(backing.IsHuge(range), (backing.HugeWord(range, backing.HugeBound()) & 1) != 0);
            }
        }
    }

    private static ulong OneByOne(PageSelection selection, ulong first)
    {
        ulong word = 0;
        for (int bit = 0; bit < PageSelection.WordPages; bit++)
            word |= selection.Contains(first + (ulong)bit, PageSize) ? 1UL << bit : 0;

        return word;
    }
}
