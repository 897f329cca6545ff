using S2Grid.Common;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Statistics;
using S2Grid.Experiments.Tests.Results;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Models;

public sealed class CostModelTests
{
    [Fact]
    public void Build_RfcPreset_PredictsEveryPublishedChangeInsideItsInterval()
    {
        IReadOnlyList<PublishedComparison> published =
            PublishedComparison.Predicted(ResultsOf.Preset("rfc-2026-05").Compared, isCut: false);

        Assert.Equal(3, published.Count);
        Assert.All(published, one => Assert.True(one.IsInside, $"{one.Figure.Backing}: {one.Ours}"));
    }

    [Fact]
    public void Build_CountedEventsWithoutACost_AreNotSaidToTakeNoTime()
    {
        const string Model =
            "{file: mine.yaml, name: mine, description: d, costs: absolute, scope: split-call, machine: m, limits: none., parameters: ["
            + "{event: level-3 visit, phase: level-visits, counter: leaf_callbacks, level: 3, low: 1, mid: 2, high: 3, source: s}]}";

        SweepComparison comparison = ResultsOf
            .Sweep($"axes: {{memory: 64M, backing: 4k, strategy: [baseline, skip-level3]}}\ncost-models: mine.yaml\n---\n{Model}")
            .Compared.Compare("predicted:mine");

        ComparisonRow row = Assert.Single(Assert.Single(comparison.Tables).Rows);
        Assert.NotNull(row.Cells[0]!.Interval);
        Assert.Null(row.Cells[1]!.Value);
        Assert.Null(row.Cells[1]!.Change);
        Assert.Equal("mine has a cost for none of the events that were counted; what they take is not nothing, but not known.",
            row.Cells[1]!.Absence);
    }

    [Fact]
    public void Build_IoctlScope_RefusesToPredictWithASplitCallModel()
    {
        ComparedSweep sweep =
            ResultsOf.Sweep(
                ShippedPresets.Find("v2-2026-06")!.Yaml.Replace("cost-models: v2-2026-06", "cost-models: rfc-2026-05",
                    StringComparison.Ordinal)).Compared;

        Assert.All(ResultsOf.Compare(sweep), row => Assert.Equal(Scope.Ioctl, row.Scope));
        Assert.Empty(sweep.LeaveOneOut());
        IReadOnlyList<PublishedComparison> published = PublishedComparison.Predicted(sweep, isCut: false);
        Assert.Equal(6, published.Count);
        Assert.All(published, one =>
        {
            Assert.Null(one.Ours);
            Assert.Contains("says nothing about the whole ioctl", one.Absence, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("chunk: 2M",
        "rfc-2026-05 was fitted with chunks of at least 1G; what a chunk costs is not in the published figures, so it says nothing about "
        + "chunks of 2M.")]
    [InlineData("memory: 64G, chunk: 1G",
        "rfc-2026-05 was fitted to slots of 1G; which of its costs are those of a page and which those of a call is not in the published "
        + "figures, so it says nothing about 64G.")]
    [InlineData("chunk: 1G, granule: 16K", "rfc-2026-05 was fitted with a granule of 4K and says nothing about 16K.")]
    [InlineData("chunk: 1G, scenario: clear",
        "rfc-2026-05 predicts the split call alone, on a software model; it says nothing about the whole ioctl, nor about other machines.")]
    [InlineData("scenario: lazy",
        "rfc-2026-05 predicts the split call alone, on a software model; it says nothing about the guest's writes, nor about other "
        + "machines.")]
    public void Build_RunThatTheModelDoesNotCover_SaysWhyNothingIsPredicted(string axes, string expected)
    {
        string memory = axes.StartsWith("memory", StringComparison.Ordinal) ? "" : "memory: 64M, ";
        SweepComparison comparison =
            ResultsOf.Sweep($"axes: {{{memory}{axes}}}\ncost-models: rfc-2026-05").Compared.Compare("predicted:rfc-2026-05");

        Assert.Empty(comparison.Tables);
        Assert.Equal($"predicted:rfc-2026-05: {expected}", Assert.Single(comparison.Omissions));
    }

    [Fact]
    public void Refusal_MeasuredResult_IsNotPredicted()
    {
        RunConfiguration run = ResultsOf.Preset("rfc-2026-05").Results[0].Run.Configuration;

        Assert.Equal(
            "rfc-2026-05 predicts from simulated counts; a hardware result has a time of its own.",
            CostModels.Find("rfc-2026-05")!.Refusal(run, Scope.SplitCall, Provenance.Hardware, counters: null));
    }

    [Fact]
    public void Predict_RelativeModel_GivesAChangeAndNoTime()
    {
        CostModel model = CostModelReader.Read(
            """
            name: m
            description: d
            costs: relative
            scope: split-call
            machine: x
            limits: l
            parameters:
              - {event: visit, phase: level-visits, counter: leaf_callbacks, level: 3, low: 1, mid: 1, high: 1, source: the unit}
            """);
        ResultsOf rfc = ResultsOf.Preset("rfc-2026-05");

        StepCounters before = rfc.Counters("4k", "baseline", "split");
        StepCounters after = rfc.Counters("4k", "rfc", "split");

        Assert.Throws<InvalidOperationException>(() => model.PredictTime(after));
        Assert.Equal(-261_632.0 / 262_144, model.PredictChange(before, after)!.Value.Mid, 1e-12);
    }

    [Fact]
    public void Build_BaselineOfUnlikeProvenance_IsRefusedWithTheReason()
    {
        ResultsOf rfc = ResultsOf.Preset("rfc-2026-05");
        ComparedSweep sweep = rfc.Group(rfc.Results.Select(
            result => result.Run.Configuration.Strategy == "baseline" ? result : result with { Provenance = Provenance.Hardware }));

        var refusal = Assert.Throws<RefusedException>(() => ResultsOf.Compare(sweep));

        Assert.StartsWith(
            "Simulated and Hardware results cannot stand in one comparison: their times and counts do not mean the same.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void PredictChange_CornersOfTheIntervals_BoundTheRatio()
    {
        var model = new CostModel("m", "", true, [Scope.SplitCall], "", [Parameter("walks", 1, 2, 3), Parameter("topups", 10, 10, 10)], "");
        var before = new StepCounters();
        before.Values[CounterLayout.Find("walks")!.Offset] = 10;
        before.Values[CounterLayout.Find("topups")!.Offset] = 1;
        var after = new StepCounters();
        after.Values[CounterLayout.Find("topups")!.Offset] = 1;

        Interval change = model.PredictChange(before, after)!.Value;

        Assert.Equal((-0.75, -20.0 / 30, -0.5), (change.Low, change.Mid, change.High));
    }

    [Fact]
    public void Read_BrokenModel_SaysAllThatIsWrongAndWhere()
    {
        const string yaml =
            """
            name: m
            costs: absolut
            scope: split-cal
            machin: x
            parameters:
              - event: e
                phase: level-visits
                counter: walk
                low: 3
                mid: 2
                high: 4
              - event: f
                phase: tlbi
                counter: bbm_block
                level: 4
                low: -1
                mid: 2
                high: 4
                source: s
            """;

        string message = Assert.Throws<FormatException>(() => CostModelReader.Read(yaml, "mine.yaml")).Message;

        Assert.All(
            [
                "'costs' cannot be 'absolut'", "'scope' cannot be 'split-cal'", "A cost model has no 'machin' here",
                "'counter' cannot be 'walk'", "0 <= low <= mid <= high",
                "'source' is missing", "has no level 4", "'low' is missing or not a number of at least 0", "'description' is missing",
                "'limits' is missing", "mine.yaml:3",
            ],
            expected => Assert.Contains(expected, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WordWithControlCharacters_IsToldWithoutThem()
    {
        string yaml = CostModelWriter.Write(CostModels.Find("arm64-priors")!)
            .Replace("costs: absolute", "costs: \"abs\\e[2J\\x85olute\"", StringComparison.Ordinal);

        string message = Assert.Throws<FormatException>(() => CostModelReader.Read(yaml)).Message;

        Assert.Contains("'costs' cannot be 'abs [2J olute'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Breakdown_Phases_AddUpToTheWhole()
    {
        ResultsOf rfc = ResultsOf.Preset("rfc-2026-05");
        CostModel model = CostModels.Find("rfc-2026-05")!;
        StepCounters counters = rfc.Counters("thp", "rfc", "split");

        var phases = model.Breakdown(counters).ToDictionary(one => one.Phase, one => one.Cost);

        Assert.Equal(model.PredictTime(counters).Mid, phases.Values.Sum(cost => cost.Mid), 1e-6);
        Assert.Equal(512 * 85_000, phases[CostPhase.BreakBeforeMake].Mid, 1e-9);
        Assert.Equal(262_144 * 2178.0, phases[CostPhase.TableBuild].Mid, 1e-9);
    }

    [Fact]
    public void Predict_Priors_AddUpCountsTimesCosts()
    {
        CostModel model = CostModels.Find("arm64-priors")!;
        StepCounters counters = ResultsOf.Preset("rfc-2026-05").Counters("thp", "baseline", "split");

        Interval time = model.PredictTime(counters);

        // 262,144 visits, 262,144 entries, 512 breaks of a 2M block.
        Assert.Equal((262_144 * 2.4) + (262_144 * 68) + (512 * 2400), time.Mid, 1e-6);
        Assert.Equal((262_144 * 0.95) + (262_144 * 34) + (512 * 1200), time.Low, 1e-6);
        Assert.Equal((262_144 * 12.6) + (262_144 * 136) + (512 * 4800), time.High, 1e-6);
    }

    [Fact]
    public void Breakdown_PriorsOfALazySplit_AreTheFaultsOfTheField()
    {
        ResultsOf lazy = ResultsOf.Sweep("axes: {memory: 64M, backing: thp, scenario: lazy}");
        StepCounters write = lazy.Results[0].Steps.Single(step => step.Name == "write").Counters;

        var phases = CostModels.Find("arm64-priors")!.Breakdown(write).ToDictionary(one => one.Phase, one => one.Cost);

        // 16,384 pages fault, 32 of them break a block: 5.8 us each, 5.1 to 6.5 having been seen.
        Assert.Equal(16_384 * 3400.0, phases[CostPhase.FaultExits].Mid, 1e-6);
        Assert.Equal(32 * 2400.0, phases[CostPhase.BreakBeforeMake].Mid, 1e-6);
        Interval both = Interval.Add(
            Interval.Multiply(1.0 / 32, phases[CostPhase.BreakBeforeMake]), Interval.Multiply(1.0 / 16_384, phases[CostPhase.FaultExits]));
        Assert.True(both is { Low: < 5100, Mid: 5800, High: > 6500 });
    }

    private static CostParameter Parameter(string counter, double low, double mid, double high) =>
        new(counter, CostPhase.LevelVisits, DerivedCounter.Find(counter)!, 0, new Interval(low, mid, high), "test");
}
