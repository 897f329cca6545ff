using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu.Strategies;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Specification;

public sealed class StrategiesSectionTests
{
    private const string Axes = "axes: {memory: 64M, chunk: [2M, 1G], strategy: [mine]}\n";

    [Fact]
    public void Parse_HintsBasedOnAShippedOne_AreThatOnesAndTheOwn()
    {
        SplitStrategy mine = Only("strategies: {mine: {based-on: rfc, clear-split: once-per-block}}");

        Assert.Equal(SplitStrategies.Find("rfc")!.Hints with { ClearSplit = ClearSplit.OncePerBlock }, mine.Hints);
        Assert.Equal("mine[level-3=first+skip-children=full+clear-split=once-per-block]", mine.ToString());
    }

    [Fact]
    public void Parse_BasedOnOneAbove_AreThatOnesAndTheOwn() => Assert.Equal(
        new SplitHints { MaxLevel = 2, ClearSplit = ClearSplit.OncePerBlock },
        Only("strategies: {above: {max-level: 2}, mine: {based-on: above, clear-split: once-per-block}}").Hints);

    [Fact]
    public void Parse_NoInAnotherWord_IsFalse() => Assert.Equal(
        new SplitHints { Eager = false }, Only("strategies: {mine: {eager: no}}").Hints);

    [Fact]
    public void Identity_AnotherNameForTheSameHints_IsTheSame()
    {
        RunConfiguration mine = Runs("strategies: {mine: {level-3: never}}")[0];
        RunConfiguration other = Runs("strategies: {mine: {max-level: 2}}")[0];
        RunConfiguration unlike = Runs("strategies: {mine: {skip-children: always}}")[0];

        Assert.Equal(mine.Identity, other.Identity);
        Assert.Equal(mine.Identity, mine.With(S2Grid.Runs.Axes.Strategy, SplitStrategies.Find("skip-level3")!).Identity);
        Assert.NotEqual(mine.Identity, unlike.Identity);
    }

    [Fact]
    public void Parse_Cases_AreResolvedForEachRun()
    {
        RunConfiguration[] runs = Runs("strategies: {mine: [{when: chunk >= 1G, level-3: never}, {level-3: first}]}");

        Assert.Equal(["mine[level-3=first]", "mine[level-3=never]"], runs.Select(run => run["strategy"]));
        Assert.Equal([Level3Visit.First, Level3Visit.Never], runs.Select(run => run.ToVmConfiguration().Strategy.Hints.Level3));
    }

    [Fact]
    public void Parse_CasesThatHoldInManyRuns_AreReadOnce()
    {
        RunConfiguration[] runs = RunsOf(SweepSpecification.Parse(
            "axes: {memory: [64M, 128M], strategy: mine}\nstrategies: {mine: [{when: chunk >= 2M, level-3: never}]}", "own.yaml")
            .Specification!);

        Assert.Same(runs[0].Get(S2Grid.Runs.Axes.Strategy), runs[1].Get(S2Grid.Runs.Axes.Strategy));
    }

    [Fact]
    public void Parse_CasesOfWhichNoneHolds_AreMainlines() => Assert.Equal(
        new SplitHints(),
        Runs("strategies: {mine: [{when: memory > 1T and chunk = 2M, level-3: never}]}")[0].ToVmConfiguration().Strategy.Hints);

    [Theory]
    [InlineData("strategies: {rfc: {}}", "'rfc' is a shipped strategy; choose another name.")]
    [InlineData("strategies: {mine: {levl-3: never}}", "mine: no hint is called 'levl-3'")]
    [InlineData("strategies: {mine: {level-3: nevr}}", "mine: level-3 cannot be 'nevr'; it is one of every, first, read-only, never.")]
    [InlineData("strategies: {mine: {level-3: first, max-level: 2}}", "'max-level: 2' keeps the walk out of level 3")]
    [InlineData("strategies: {mine: {based-on: fast}}", "based-on names a shipped strategy or one that stands above; 'fast' is neither.")]
    [InlineData("strategies: {mine: {}, 'a b': {}}", "'a b' is not a valid name")]
    [InlineData("strategies: {mine: [{when: chnk = 2M}]}", "no axis that a condition can be on is called 'chnk'")]
    [InlineData("strategies: {mine: [{when: backing > thp}]}", "backing has no order; compare it by = or !=.")]
    [InlineData("strategies: {mine: [{level-3: never}, {when: chunk = 2M}]}",
        "a case without 'when' always holds, so it must be the last.")]
    [InlineData("strategies: {mine: fast}", "mine is a mapping of hints")]
    public void Parse_Mistake_IsToldWithItsPlace(string section, string message)
    {
        SpecificationResult result = SweepSpecification.Parse(Axes + section, "own.yaml");

        Assert.Contains(result.Errors, error => error.Message.Contains(message, StringComparison.Ordinal) && error.Line == 2);
    }

    [Fact]
    public void Parse_ShippedNameInCapitals_IsThatStrategy() => Assert.Equal(
        "rfc", S2Grid.Runs.Axes.Strategy.Parse("RFC"));

    [Fact]
    public void Parse_ConditionWithControlCharacters_IsShownWithoutThem()
    {
        SpecificationResult result = SweepSpecification.Parse(Axes + "strategies: {mine: [{when: \"ch\\e[2Jnk = 2M\"}]}", "own.yaml");

        Assert.DoesNotContain(result.Errors, error => error.Message.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public void Preset_ThreeIdeas_DoWhatTheySay()
    {
        SweepSpecification specification =
            SweepSpecification.Parse(ShippedPresets.All.Single(preset => preset.Name == "own-strategies").Yaml, "own").Specification!;
        string[] strategies =
            [.. RunsOf(specification).Select(run => run["strategy"]!).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "baseline", "no-level3-from-1g[]", "no-level3-from-1g[level-3=never]",
                "read-only-skip-full[level-3=read-only+skip-children=full]",
                "two-levels-clear-once[max-level=2+clear-split=once-per-block]",
            ],
            strategies);
    }

    private static SplitStrategy Only(string section) => Runs(section)[0].ToVmConfiguration().Strategy;

    private static RunConfiguration[] Runs(string section) => RunsOf(SweepSpecification.Parse(Axes + section, "own.yaml").Specification!);

    private static RunConfiguration[] RunsOf(SweepSpecification specification) =>
        [.. Enumerable.Range(0, (int)specification.Plan.RunCount).Select(run => specification.Plan[run].Configuration)];
}
