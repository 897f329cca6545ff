using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tests.Plain;

namespace S2Grid.Mmu.Tests.Strategies;

public sealed class SplitHintsTests
{
    [Theory]
    [InlineData("baseline", "")]
    [InlineData("rfc", "level-3: first, skip-children: full")]
    [InlineData("rfc-children-only", "skip-children: full")]
    [InlineData("rfc-siblings-only", "level-3: first")]
    [InlineData("rfc-naive", "level-3: first, skip-children: always")]
    [InlineData("skip-level3", "level-3: never")]
    [InlineData("block-only", "level-3: read-only")]
    [InlineData("block-steer", "level-3: never")]
    [InlineData("max-level", "max-level: 2")]
    [InlineData("lazy", "eager: false")]
    public void ToString_ShippedStrategy_NamesTheHintsThatDifferFromMainline(string strategy, string hints) =>
        Assert.Equal(hints, SplitStrategies.Find(strategy)!.Hints.ToString());

    [Fact]
    public void Set_EveryValueOfEveryHint_IsTheValueThatItGets()
    {
        Assert.All(SplitHints.All, hint =>
        {
            Assert.Equal(hint.Get(new SplitHints()), hint.Values.First());
            Assert.All(hint.Values, value => Assert.Equal(value, hint.Get(hint.Set(new SplitHints(), value)!)));
            Assert.Null(hint.Set(new SplitHints(), "sometimes"));
        });
    }

    /// <summary>In 2M chunks a 1G block is split in part first; 40 address bits begin at level 1, 48 at level 0.</summary>
    [Theory]
    [InlineData("1g", "2M", 40)]
    [InlineData("1g", "1G", 48)]
    [InlineData("2m", "2M", 40)]
    [InlineData("thp50", "4K", 40)]
    public void Split_EveryCombinationOfHints_CountsLikeThePlainWalker(string backing, string chunk, int iaBits)
    {
        Assert.True(Backing.TryParse(backing, out Backing pages));
        Assert.True(SplitChunk.TryParse(chunk, out SplitChunk split));
        Assert.All(Combinations(), hints =>
        {
            var configuration = new VmConfiguration
            {
                Memory = backing == "1g" ? 1UL << 30 : 5UL << 20,
                Backing = pages,
                Chunk = split,
                IaBits = iaBits,
                Strategy = new SplitStrategy("any", "", "", hints),
            };
            using var vm = new SimulatedVm(configuration);
            var plain = new PlainVm(configuration);
            (StepCounters got, StepCounters expected) = (new StepCounters(), new StepCounters());
            foreach (string step in new[] { "populate", "wp", "split", "split", "clear" })
            {
                vm.Run(VmStep.Parse(step), got);
                plain.Run(VmStep.Parse(step), expected);
                Assert.Equal((hints, step, string.Join(' ', expected.Values.ToArray())),
                    (hints, step, string.Join(' ', got.Values.ToArray())));
            }

            Assert.Equal(plain.MappingHash(), vm.MappingHash());
        });
    }

    [Fact]
    public void Split_MaxLevel1_LeavesLevel2Blocks()
    {
        using var vm = new SimulatedVm(new VmConfiguration
        {
            Memory = 1UL << 30,
            Backing = new Backing(BackingKind.Blocks2M),
            Strategy = new SplitStrategy("level-1-only", "", "", new SplitHints { MaxLevel = 1 }),
        });
        var counters = new StepCounters();
        vm.Run(VmStep.Parse("populate"), counters);
        vm.Run(VmStep.Parse("split"), counters);

        Assert.Equal((512, 0, 512), (counters["reads", 1], counters["reads", 2], counters["leaves", 2]));
    }

    private static IEnumerable<SplitHints> Combinations() => SplitHints.All.Aggregate(
        (IEnumerable<SplitHints>)[new SplitHints()],
        (sofar, hint) => sofar.SelectMany(hints => hint.Values.Select(value => hint.Set(hints, value)!)));
}
