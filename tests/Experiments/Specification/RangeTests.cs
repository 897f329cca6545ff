using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Yaml;
using S2Grid.Mmu.Strategies;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Specification;

public sealed class RangeTests
{
    [Theory]
    [InlineData("memory: 64M..512M x2", "memory", "64M, 128M, 256M, 512M")]
    [InlineData("memory: [1G..3G step 1G, 64M, 4G..64G x 4]", "memory", "1G, 2G, 3G, 64M, 4G, 16G, 64G")]
    [InlineData("memory: 1G..1G x2", "memory", "1G")]
    [InlineData("memory: 1G, base-offset: 0 .. 6M step 2M", "base-offset", "0, 2M, 4M, 6M")]
    [InlineData("memory: 1G, chunk: [whole, 2M..32M x2]", "chunk", "whole, 2M, 4M, 8M, 16M, 32M")]
    [InlineData("memory: 1G, ia-bits: [auto, 40..48 step 4]", "ia-bits", "auto, 40, 44, 48")]
    [InlineData("memory: 1G, clear-pages: [slot, 64..192 step 64]", "clear-pages", "slot, 64, 128, 192")]
    [InlineData("memory: 1G, hdbss-entries: 512..2048 x2", "hdbss-entries", "512, 1024, 2048")]
    [InlineData("memory: 1G, scenario: all", "scenario", "enable, clear, lazy")]
    [InlineData("memory: 1G, fwb: [all]", "fwb", "true, false")]
    [InlineData("memory: 1G, scenario: lazy, dirty: all", "dirty", "all")]
    public void Parse_ValuesInOneWord_AreThoseOfTheList(string axes, string axis, string expected)
    {
        SweepSpecification read = Read($"axes: {{{axes}}}");

        Assert.Equal(expected, string.Join(", ", read.AxisValues[Axes.IndexOf(axis)]));
        SweepSpecification listed = read.WithOverrides([(axis, expected)], null).Specification!;
        Assert.Equal(listed.SpecificationHash, read.SpecificationHash);
        Assert.Equal(listed.Plan[0].Configuration.Identity, read.Plan[0].Configuration.Identity);
    }

    [Fact]
    public void Parse_AllStrategies_AreTheShippedOnesAndTheFiles()
    {
        SweepSpecification read = Read("axes: {memory: 1G, strategy: all}\nstrategies: {mine: {skip-children: full, max-level: 2}}");

        Assert.Equal(
            [.. SplitStrategies.All.Select(strategy => strategy.Name), "mine[skip-children=full+max-level=2]"],
            read.AxisValues[Axes.Strategy.Index]);
        Assert.Equal(read, read.WithOverrides([("strategy", "all")], null).Specification);
    }

    [Fact]
    public void Parse_AllWithABackend_AreThoseThatItCanDo()
    {
        Assert.DoesNotContain("shmem", Read("axes: {memory: 1G, backing: all}").AxisValues[Axes.Backing.Index]);
        Assert.DoesNotContain("lazy", Read("axes: {memory: 1G, strategy: all}\nbackend: kvm").AxisValues[Axes.Strategy.Index]);
    }

    [Fact]
    public void Parse_RangesInExclusionsAndInclusions_AreExpanded() => Assert.Equal(
        7 - 3 + 2,
        Read("axes: {memory: 1G..64G x2}\nexclude: [{memory: 2G..8G x2}]\ninclude: [{memory: 128G..256G x2}]").Plan.RunCount);

    [Theory]
    [InlineData("memory: 64M..64G", "'64M..64G' has no step; write it as in '64M..64G x2' or '64M..64G step 2M'.")]
    [InlineData("memory: 64M..", "'64M..' has no end; write it as in '64M..64G x2'.")]
    [InlineData("memory: ..64M x2", "'..64M x2' has no start; write it as in '64M..64G x2'.")]
    [InlineData("memory: 64G..64M x2", "'64G..64M x2' descends; write the smaller value first.")]
    [InlineData("memory: 64M..100M x2", "'64M..100M x2' never reaches 100M: its last value is 64M; end it there.")]
    [InlineData("memory: 1G, base-offset: 0..5M step 2M", "'0..5M step 2M' never reaches 5M: its last value is 4M; end it there.")]
    [InlineData("memory: 1G..2G x1", "'1G..2G x1' has the factor '1', which is no whole number of at least 2.")]
    [InlineData("memory: 1G..2G step 0", "'1G..2G step 0' has the step '0', which is no size or number above 0.")]
    [InlineData("memory: 1G, base-offset: 0..2G x2", "'0..2G x2' begins with 0, which no factor changes; use 'step', or begin above 0.")]
    [InlineData("memory: 1G..2Q x2", "'1G..2Q x2' ends with '2Q', which is no number that is allowed")]
    [InlineData("memory: 1G, chunk: 2M..whole x2", "'2M..whole x2' ends with 'whole', which is no number that is allowed")]
    [InlineData("memory: 1G, clear-pages: 64..192 step 32", "'64..192 step 32' has the value 96, which is not allowed")]
    [InlineData("memory: 1G, backing: 4k..thp x2", "'4k..thp x2' is a range, but values of backing have no order; list them.")]
    [InlineData("memory: 1G, base-offset: 0..200G step 2M", "'0..200G step 2M' has 102,401 values; at most 100,000 are accepted.")]
    [InlineData("memory: 1G, base-offset: [0..100G step 2M, 101G..201G step 2M]", "base-offset: more than 100,000 values are given")]
    [InlineData("memory: [1G..4G x2, 2G]", "2G is listed twice")]
    [InlineData("memory: all", "'all' is not allowed")]
    public void Parse_RangeThatIsNone_SaysWhatIsWrongThere(string axes, string expected)
    {
        SpecificationError error = Assert.Single(SweepSpecification.Parse($"axes: {{{axes}}}", "s").Errors);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Line);
    }

    [Fact]
    public void WithOverrides_RangeThatIsNone_NamesTheOption() => Assert.Equal(
        "--set memory: '1G..3G x2' never reaches 3G: its last value is 2G; end it there.",
        Assert.Single(Read("axes: {memory: 1G}").WithOverrides([("memory", "1G..3G x2")], null).Errors).Message);

    [Fact]
    public void Plan_AHundredThousandValues_AreNumberedInOrderWithinBounds()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        SweepSpecification read = Read("axes: {memory: [1G..1000G step 1G], base-offset: 0..195G step 2M, ia-bits: [auto, 48]}\n"
            + "exclude: [{base-offset: 2M..195G step 2M, ia-bits: 48}]");

        Assert.Equal(1000 * 99_842, read.Plan.RunCount);
        Assert.Equal("97G", read.Plan[97 * 512].Configuration["base-offset"]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
    }

    [Fact]
    public void Parse_AListOfAHundredThousandValues_IsTheRange() => Assert.Equal(
        Read("axes: {memory: 1G, base-offset: 0..195G step 2M}"),
        Read($"axes: {{memory: 1G, base-offset: [{string.Join(", ", Enumerable.Range(0, 99_841).Select(i => $"{2 * i}M"))}]}}"));

    [Fact]
    public void Parse_RangesWithoutEnd_AreRefusedWithinBounds()
    {
        string many = string.Concat(Enumerable.Repeat("  - {base-offset: 0..195G step 2M}\n", 9_000));
        long before = GC.GetAllocatedBytesForCurrentThread();

        SpecificationResult result = SweepSpecification.Parse($"axes: {{memory: 1G}}\ninclude:\n{many}", "s");

        Assert.Contains(result.Errors, error => error.Message.Contains("lists more than 500,000 values", StringComparison.Ordinal));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500L << 20);
    }

    private static SweepSpecification Read(string yaml)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "s");
        Assert.Empty(result.Errors);
        return result.Specification!;
    }
}
