using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Planning;

public sealed class SweepPlanTests
{
    [Fact]
    public void Index_ZipExcludeIncludeRepeats_NumbersLikeNestedLoops()
    {
        const string Yaml = """
            axes:
              memory: [64M, 1G, 4G]
              chunk: [2M, 32M, 1G]
              backing: [4k, thp]
              strategy: [baseline, rfc, skip-level3]
            zip: [[memory, chunk]]
            exclude:
              - {backing: thp, strategy: [rfc, baseline]}
              - {memory: 4G}
            include:
              - {memory: 1T, strategy: [baseline, rfc]}
            repeats: 2
            """;
        var expected = new List<string>();
        foreach ((string memory, string chunk) in new[] { ("64M", "2M"), ("1G", "32M") })
        {
            expected.AddRange(
                new[] { "4k baseline", "4k rfc", "4k skip-level3", "thp skip-level3" }.Select(rest => $"{memory} {chunk} {rest}"));
        }

        expected.AddRange(["1T 2M 4k baseline", "1T 2M 4k rfc"]);

        SweepPlan plan = Read(Yaml).Plan;

        Assert.Equal(20, plan.RunCount);
        Assert.Equal(
            expected.SelectMany(line => new[] { $"{line} 0", $"{line} 1" }),
            Enumerable.Range(0, 20).Select(i => plan[i]).Select(run => $"{Describe(run.Configuration)} {run.Repeat}"));
    }

    [Fact]
    public void Index_RandomExclusions_CountsAndNumbersWhatFilteringLeaves()
    {
        var random = new Random(7);
        string[] backings = ["4k", "thp", "hugetlb-2m"];
        string[] strategies = ["baseline", "rfc", "skip-level3", "block-only"];
        string[] memories = ["64M", "128M", "256M", "1G"];
        for (int trial = 0; trial < 200; trial++)
        {
            var excluded = Enumerable.Range(0, random.Next(4))
                .Select(_ => (Some(memories), Some(backings), Some(strategies))).ToArray();
            string exclude =
                string.Concat(
                    excluded.Select(e => $"  - {{memory: [{Join(e.Item1)}], backing: [{Join(e.Item2)}], strategy: [{Join(e.Item3)}]}}\n"));
            string yaml = $"axes: {{memory: [{Join(memories)}], backing: [{Join(backings)}], strategy: [{Join(strategies)}]}}\n"
                + (exclude.Length > 0 ? $"exclude:\n{exclude}" : "");
            string[] expected =
            [
                .. from memory in memories
                   from backing in backings
                   from strategy in strategies
                   where !excluded.Any(e => e.Item1.Contains(memory) && e.Item2.Contains(backing) && e.Item3.Contains(strategy))
                   select $"{memory} 2M {backing} {strategy}",
            ];

            SweepSpecification? specification = SweepSpecification.Parse(yaml, "s").Specification;

            Assert.Equal(expected.Length == 0, specification is null);
            if (specification is not null)
            {
                SweepPlan plan = specification.Plan;
                Assert.Equal(expected, Enumerable.Range(0, (int)plan.RunCount).Select(i => Describe(plan[i].Configuration)));
            }
        }

        string[] Some(string[] from)
            => [.. from.Where((_, i) => i == 0 || random.Next(2) == 0).Skip(random.Next(2)).DefaultIfEmpty(from[^1])];
    }

    [Fact]
    public void Index_BillionRuns_IsDecodedAtBothEnds()
    {
        SweepPlan plan = Read("axes: {memory: [1G, 2G], strategy: [baseline, rfc]}\nrepeats: 1000000").WithOverrides(
            [("base-offset", string.Join(',', Enumerable.Range(0, 250).Select(i => $"{4 * i}K")))], null).Specification!.Plan;

        Assert.Equal(1_000_000_000, plan.RunCount);
        Assert.Equal("1G 2M 4k baseline", Describe(plan[0].Configuration));
        Assert.Equal("2G 2M 4k rfc", Describe(plan[999_999_999].Configuration));
        Assert.Equal(999_999, plan[999_999_999].Repeat);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan[1_000_000_000]);
    }

    [Fact]
    public void Normalise_LazyInThreeForms_IsOneRun()
    {
        string[] identities =
        [
            .. new[] { "scenario: lazy, strategy: rfc, chunk: 1G", "scenario: lazy, strategy: lazy", "scenario: lazy, chunk: 0" }
                .Select(axes => Read($"axes: {{memory: 1G, {axes}}}").Plan[0].Configuration.Identity.Text),
        ];

        Assert.Single(identities.Distinct());
        Assert.NotEqual(identities[0], Read("axes: {memory: 1G, scenario: enable}").Plan[0].Configuration.Identity.Text);
    }

    [Fact]
    public void Identity_OtherSeed_IsOtherRun()
    {
        SweepPlan plan = Read("axes: {memory: 1G, scenario: lazy, dirty: [random 0.1 seed 1, random 0.1 seed 2]}\nrepeats: 2").Plan;

        Assert.Equal(plan[0].Configuration.Identity, plan[1].Configuration.Identity);
        Assert.NotEqual(plan[0].Configuration.Identity, plan[2].Configuration.Identity);
    }

    [Theory]
    [InlineData("512G", 40)]
    [InlineData("1T", 42)]
    [InlineData("4T", 44)]
    [InlineData("16T", 48)]
    public void IaBits_Auto_IsTheSmallestThatHoldsTheSlot(string memory, int expected) =>
        Assert.Equal(expected, Read($"axes: {{memory: {memory}}}").Plan[0].Configuration.IaBits);

    private static SweepSpecification Read(string yaml)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "s");
        Assert.Empty(result.Errors);
        return result.Specification!;
    }

    private static string Describe(RunConfiguration run)
        => $"{Mmu.ByteSize.Format(run.Memory)} {run.Chunk} {run.BackingName} {run.Strategy}";

    private static string Join(string[] words) => string.Join(", ", words);
}
