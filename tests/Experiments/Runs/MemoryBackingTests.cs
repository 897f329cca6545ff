using S2Grid.Experiments.Specification;
using S2Grid.Mmu;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Runs;

public sealed class MemoryBackingTests
{
    [Theory]
    [InlineData("4k", "4K", "4K pages", BackingKind.Pages)]
    [InlineData("thp", "4K", "2M blocks", BackingKind.Blocks2M)]
    [InlineData("hugetlb-64k", "4K", "4K pages", BackingKind.Pages)]
    [InlineData("hugetlb-2m", "4K", "2M blocks", BackingKind.Blocks2M)]
    [InlineData("hugetlb-32m", "4K", "2M blocks", BackingKind.Blocks2M)]
    [InlineData("hugetlb-1g", "4K", "1G blocks", BackingKind.Blocks1G)]
    [InlineData("4k", "16K", "16K pages", BackingKind.Pages)]
    [InlineData("thp", "16K", "32M blocks", BackingKind.Blocks2M)]
    [InlineData("hugetlb-2m", "16K", "16K pages", BackingKind.Pages)]
    [InlineData("hugetlb-32m", "16K", "32M blocks", BackingKind.Blocks2M)]
    [InlineData("hugetlb-1g", "16K", "32M blocks", BackingKind.Blocks2M)]
    [InlineData("hugetlb-2m", "64K", "64K pages", BackingKind.Pages)]
    [InlineData("hugetlb-512m", "64K", "512M blocks", BackingKind.Blocks2M)]
    [InlineData("hugetlb-16g", "64K", "512M blocks", BackingKind.Blocks2M)]
    public void Mapping_OfAHugePage_IsTheLargestBlockWithinIt(string name, string granule, string described, BackingKind kind)
    {
        SweepSpecification read =
            SweepSpecification.Parse($"axes: {{memory: 16G, backing: {name}, granule: {granule}}}", "s").Specification!;
        RunConfiguration run = read.Plan[0].Configuration;

        Assert.Equal(described, run.Get(Axes.Backing).Describe(run.PageShift));
        Assert.Equal(kind, run.Backing.Kind);
    }

    [Theory]
    [InlineData("4K", "hugetlb-512m", "hugetlb-64k, hugetlb-2m, hugetlb-32m, hugetlb-1g")]
    [InlineData("16K", "hugetlb-64k", "hugetlb-2m, hugetlb-32m, hugetlb-1g")]
    [InlineData("64K", "hugetlb-1g", "hugetlb-2m, hugetlb-512m, hugetlb-16g")]
    public void Parse_HugePageThatTheGranuleHasNot_NamesThoseItHas(string granule, string name, string those) => Assert.Contains(
        $"backing {name} does not exist with a granule of {granule}, which has {those};",
        Assert.Single(SweepSpecification.Parse($"axes: {{memory: 16G, backing: {name}, granule: {granule}}}", "s").Errors).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Parse_AllBackings_AreThoseOfTheGranules()
    {
        Assert.Equal("4k, thp, hugetlb-2m, hugetlb-512m, hugetlb-16g", All("{memory: 16G, backing: all, granule: 64K}"));
        Assert.Equal("4k, thp, hugetlb-2m", All("{memory: 16G, backing: all, granule: all}"));

        static string All(string axes) => string.Join(
            ", ", SweepSpecification.Parse($"axes: {axes}", "s").Specification!.AxisValues[Axes.Backing.Index]);
    }
}
