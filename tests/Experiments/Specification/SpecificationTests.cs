using S2Grid.Common;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Schema;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Yaml;
using S2Grid.Mmu;
using S2Grid.Mmu.Simulation;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Specification;

public sealed class SpecificationTests
{
    [Fact]
    public void Json_ShippedSchema_IsWhatTheTypesGive() =>
        Assert.Equal(SweepSchema.Json, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "sweep.schema.json")));

    [Fact]
    public void All_Presets_AreReadAndNameTheSchemaInTheirFirstLine()
    {
        Assert.Equal(
            [
                "chunks", "granule-16k", "granule-64k", "kvm-smoke", "matrix-small", "migration", "own-strategies", "rfc-2026-05", "stalls",
                "v1-2026-06", "v2-2026-06",
            ],
            ShippedPresets.All.Select(p => p.Name));
        Assert.All(ShippedPresets.All, p => Assert.StartsWith("# yaml-language-server: $schema=../Schema/sweep.schema.json\n", p.Yaml));
    }

    [Theory]
    [InlineData("rfc-2026-05", 9)]
    [InlineData("v1-2026-06", 18)]
    [InlineData("v2-2026-06", 18)]
    [InlineData("chunks", 360)]
    [InlineData("matrix-small", 272)]
    [InlineData("kvm-smoke", 24)]
    [InlineData("granule-16k", 80)]
    [InlineData("granule-64k", 80)]
    public void RunCount_Preset_IsAsDocumented(string name, long runs) =>
        Assert.Equal(runs, SweepSpecification.Parse(ShippedPresets.Find(name)!.Yaml, name).Specification!.Plan.RunCount);

    [Fact]
    public void CanonicalText_ValuesWrittenDifferently_IsEqual()
    {
        string one = SweepSpecification.Parse("axes: {memory: [1024M, 2.5G], fwb: on}", "s").Specification!.CanonicalText;
        string other =
            SweepSpecification.Parse("axes:\n  fwb: true\n  memory: [1G, 2560MiB]\ndescription: else", "s").Specification!.CanonicalText;

        Assert.Equal(one, other);
    }

    [Fact]
    public void DifferencesBetween_ExclusionsInAnotherOrderOrTwice_AreNone()
    {
        SweepSpecification one = Parse("exclude: [{memory: 1G, chunk: 2M}, {memory: 2G, chunk: 1G}]");
        SweepSpecification other = Parse("exclude: [{memory: 2G, chunk: 1G}, {chunk: 2M, memory: 1G}, {memory: 2G, chunk: 1G}]");

        Assert.Empty(SweepSpecification.DifferencesBetween(one, other));
        Assert.Equal(one.Plan.RunCount, other.Plan.RunCount);
    }

    [Theory]
    [InlineData("include: [{memory: 3G}, {memory: 4G}]", "include: [{memory: 4G}, {memory: 3G}]")]
    [InlineData("include: [{memory: 3G}]", "include: [{memory: 3G}, {memory: 3G}]")]
    [InlineData("zip: [[memory, chunk], [backing, strategy]]", "zip: [[backing, strategy], [memory, chunk]]")]
    public void DifferencesBetween_OrderThatDecidesWhichRunIsWhich_IsShown(string one, string other) =>
        Assert.NotEmpty(SweepSpecification.DifferencesBetween(Parse(one), Parse(other)));

    [Fact]
    public void Parse_EmptyLists_AreAsGoodAsNone() =>
        Assert.Equal(Parse("").SpecificationHash, Parse("zip: []\nexclude: []\ninclude: []").SpecificationHash);

    [Theory]
    [InlineData("64M", "128M", "--set memory is given twice; write --set memory=64M,128M.")]
    [InlineData("64M,64M", null, "--set memory: 64M is listed twice.")]
    public void WithOverrides_AnAxisTwice_IsToldAndNotDropped(string first, string? second, string said)
    {
        (string, string)[] sets = [("memory", first), .. second is null ? [] : ((string, string)[])[("memory", second)]];

        Assert.Equal(said, Assert.Single(Parse("").WithOverrides(sets, null).Errors).Message);
    }

    private static SweepSpecification Parse(string more) => SweepSpecification.Parse(
        $"axes: {{memory: [1G, 2G], chunk: [2M, 1G], backing: [4k, thp], strategy: [baseline, rfc]}}\n{more}", "s").Specification!;

    [Fact]
    public void DifferencesBetween_OtherChunks_NamesTheAxis()
    {
        SweepSpecification before = SweepSpecification.Parse("axes: {memory: 1G}", "s").Specification!;
        SweepSpecification after = before.WithOverrides([("chunk", "2M,1G")], 3).Specification!;

        Assert.Equal(
            ["- axes.chunk: 2M", "- repeats: 1", "+ axes.chunk: 2M, 1G", "+ repeats: 3"],
            SweepSpecification.DifferencesBetween(before, after));
        Assert.Empty(SweepSpecification.DifferencesBetween(before, before));
    }

    [Fact]
    public void WithOverrides_UnknownAxisAndValue_ReportsBoth()
    {
        SweepSpecification specification = SweepSpecification.Parse("axes: {memory: 1G}", "s").Specification!;

        IReadOnlyList<SpecificationError> errors = specification.WithOverrides([("memry", "1G"), ("backing", "2m")], null).Errors;

        Assert.Equal(["memory", null], errors.Select(e => e.Suggestion));
    }

    [Theory]
    [InlineData("memory", "5000", null, "memory 5000 is not a multiple of a page of 4K.")]
    [InlineData("memory", "1G", 0, "--repeats: 0 is not a whole number from 1 to 1000000000.")]
    [InlineData("memory", "1G", -5, "--repeats: -5 is not a whole number from 1 to 1000000000.")]
    [InlineData("memory", "", null,
        "--set memory: '' is not allowed; allowed: a size such as 64M, 1G, 2.5G or 1T, a multiple of the page and at most 128T.")]
    public void WithOverrides_Fault_SaysWhatIsWrong(string axis, string values, int? repeats, string expected)
    {
        SweepSpecification specification = SweepSpecification.Parse("axes: {memory: 1G}", "s").Specification!;

        Assert.Equal(expected, Assert.Single(specification.WithOverrides([(axis, values)], repeats).Errors).Message);
    }

    [Fact]
    public void Plan_CopyWithOtherRepeats_IsPlannedAnew()
    {
        SweepSpecification specification = SweepSpecification.Parse("axes: {memory: 1G}", "s").Specification!;

        Assert.Same(specification.Plan, specification.Plan);
        Assert.Equal((1, 3), (specification.Plan.RunCount, (specification with { Repeats = 3 }).Plan.RunCount));
    }

    [Fact]
    public void Equals_SameRunsWrittenDifferently_IsTrue()
    {
        SweepSpecification one = SweepSpecification.Parse("axes: {memory: [1024M, 2G], fwb: on}", "a").Specification!;
        SweepSpecification other =
            SweepSpecification.Parse("description: else\naxes:\n  memory:\n    - 1G\n    - 2048M", "b").Specification!;

        Assert.Equal(one, other);
        Assert.Equal(one.SpecificationHash, other.SpecificationHash);
        Assert.NotEqual(one, other with { Repeats = 2 });
    }

    [Theory]
    [InlineData("baseline: {scenario: enable}", "scenarios count different things")]
    [InlineData("baseline: {strategy: rfc}", "no run has strategy rfc, so nothing could be compared; the sweep has baseline.")]
    [InlineData("baseline: {memory: [1G, 2G]}", "one value is expected for memory, not 2.")]
    [InlineData("baseline: rfc", "'baseline' names one value for some axes")]
    [InlineData("baseline: {strtegy: rfc}", "No axis is called 'strtegy'")]
    public void Parse_BaselineThatComparesNothing_IsRefused(string baseline, string expected) =>
        Assert.Contains(
            expected, Assert.Single(SweepSpecification.Parse($"axes: {{memory: [1G, 2G]}}\n{baseline}", "s").Errors).Message,
            StringComparison.Ordinal);

    [Fact]
    public void WithOverrides_RandomPattern_KeepsItsSeed()
    {
        SweepSpecification specification = SweepSpecification.Parse("axes: {memory: 1G, scenario: lazy}", "s").Specification!
            .WithOverrides([("dirty", "all,random=0.1,seed=7,stride=2M")], null).Specification!;

        Assert.Equal(["all", "random=0.1,seed=7", "stride=2M"], specification.AxisValues[Axes.IndexOf("dirty")]);
    }

    [Theory]
    [InlineData("memroy", "memory")]
    [InlineData("BACKING", "backing")]
    [InlineData("startegy", "strategy")]
    [InlineData("zzzzzz", null)]
    public void Suggest_Word_FindsTheNearest(string given, string? expected) =>
        Assert.Equal(expected, DidYouMean.Suggest(given, Axes.All.Select(a => a.Name)));

    [Fact]
    public void Steps_EveryScenario_RunOnTheEngine()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 });
        SweepPlan plan =
            SweepSpecification.Parse("axes: {memory: 64M, scenario: [enable, clear, lazy], backing: thp}", "s").Specification!.Plan;

        string[][] steps =
            [.. Enumerable.Range(0, 3)
                .Select(i => SimulatedRun.Execute(vm, plan[i], CancellationToken.None).Steps.Select(s => s.Name).ToArray())];

        Assert.Equal([["populate", "wp", "split"], ["populate", "clear", "write", "clear-2"], ["populate", "wp", "write"]], steps);
    }

    [Fact]
    public void Execute_TableMemoryRunsOut_FailsWithTheReason()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 }, tableMemoryLimit: 1 << 20);
        SweepPlan plan =
            SweepSpecification.Parse("axes: {memory: [4G, 64M], scenario: lazy, backing: thp, dirty: stride 2M}", "s").Specification!.Plan;

        RunResult failed = SimulatedRun.Execute(vm, plan[0], TestContext.Current.CancellationToken);
        RunResult next = SimulatedRun.Execute(vm, plan[1], TestContext.Current.CancellationToken);

        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("may use", failed.Error, StringComparison.Ordinal);
        Assert.Equal(RunState.Succeeded, next.State);
    }
}
