using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Tests.Specification;

/// <summary>Values that are allowed each by itself but not together.</summary>
public sealed class CombinationTests
{
    [Theory]
    [InlineData("memory: 5000", 1, 16, "memory 5000 is not a multiple of a page of 4K.")]
    [InlineData("memory: 1G, granule: 64K, base-offset: 4K", 1, 47, "base-offset 4K is not a multiple of a page of 64K.")]
    [InlineData("memory: 1G, scenario: lazy, dirty: stride 3000", 1, 43, "dirty stride=3000 is not a multiple of a page of 4K.")]
    [InlineData("memory: 1G, granule: 16K, chunk: 4K", 1, 41, "chunk 4K is smaller than a page of 16K.")]
    [InlineData("memory: 1G, granule: 64K, backing: hugetlb-1g", 1, 43,
        "backing hugetlb-1g does not exist with a granule of 64K, which has hugetlb-2m, hugetlb-512m, hugetlb-16g; exclude the pair, or "
        + "use thp, which means the granule's level-2 block.")]
    [InlineData("memory: 4T, ia-bits: 40", 1, 16, "memory 4T, which starts at 1G, ends beyond 2^40; use 'ia-bits: auto' or less memory.")]
    [InlineData("memory: 512G, ia-bits: 40, base-offset: 600G", 1, 16,
        "memory 512G, which starts 600G above 1G, ends beyond 2^40; use 'ia-bits: auto' or less memory.")]
    public void Parse_ValuesThatDoNotGoTogether_AreRefusedAtTheirPlace(string axes, int line, int column, string expected)
    {
        SpecificationError error = Assert.Single(Errors($"axes: {{{axes}}}"));

        Assert.Equal((line, column, expected), (error.Line, error.Column, error.Message));
    }

    [Theory]
    [InlineData("axes: {memory: [1G, 4T], ia-bits: [40, 42]}\nexclude: [{memory: 4T, ia-bits: [40, 42]}]")]
    [InlineData("axes: {memory: [1G, 4T], ia-bits: [40, 44]}\nzip: [memory, ia-bits]")]
    [InlineData("axes: {memory: 1G, backing: [4k, hugetlb-1g], granule: [4K, 64K]}\nexclude: [{backing: hugetlb-1g, granule: 64K}]")]
    [InlineData("axes: {memory: 4T}")]
    [InlineData("axes: {memory: 127T}")]
    public void Parse_ValuesThatNoRunCombines_AreAccepted(string yaml) => Assert.Empty(Errors(yaml));

    [Fact]
    public void Parse_ZippedTheOtherWayRound_IsRefused() =>
        Assert.Contains("ends beyond 2^40",
            Assert.Single(Errors("axes: {memory: [4T, 1G], ia-bits: [40, 44]}\nzip: [memory, ia-bits]")).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_IncludeThatDoesNotGoWithTheFirstValues_IsRefusedInTheInclude()
    {
        SpecificationError error = Assert.Single(Errors("axes: {memory: [1G, 2G], ia-bits: [40, 48]}\ninclude:\n  - {memory: 4T}\n"));

        Assert.Equal((3, 14, "4T"), (error.Line, error.Column, error.Text));
    }

    [Fact]
    public void Parse_UnknownWordAndImpossiblePair_AreReportedTogether()
    {
        const string Yaml = """
            axes:
              memory: [5000, 1G]
              backing: thb
              strategy: [baseline, rfc]
            foo: 1
            """;

        Assert.Equal([(2, 12), (3, 12), (5, 1)], Errors(Yaml).Select(e => (e.Line, e.Column)));
    }

    [Fact]
    public void Parse_ZipOfUnequalLengths_IsRefusedAtTheGroup()
    {
        SpecificationError error = Assert.Single(Errors("axes: {memory: [1G, 2G], chunk: [2M, 1G, 4K]}\nzip: [[memory, chunk]]"));

        Assert.Equal(
            (2, 7, "zip: axes that advance together need equally many values, but memory has 2, chunk has 3."),
            (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void Parse_ExclusionsThatLeaveNothing_AreRefusedWhereTheyStand()
    {
        SpecificationError error = Assert.Single(Errors("axes: {memory: 1G}\nexclude:\n  - {memory: 1G}"));

        Assert.Equal((3, 3, "The exclusions leave no run."), (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void Parse_IndentedWithATab_IsSaidToBeSo()
    {
        SpecificationError error = Assert.Single(Errors("axes:\n\tmemory: 1G"));

        Assert.Equal((2, 1, "This is not YAML: a line is indented with a tab; use spaces."), (error.Line, error.Column, error.Message));
    }

    private static IReadOnlyList<SpecificationError> Errors(string yaml) => SweepSpecification.Parse(yaml, "s.yaml").Errors;
}
