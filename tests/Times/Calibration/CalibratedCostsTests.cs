using S2Grid.Common;
using S2Grid.Times.Calibration;

namespace S2Grid.Times.Tests.Calibration;

public sealed class CalibratedCostsTests
{
    private const string PageVisit = "write-protect visit to a page";
    private const string Overhead = "ioctl overhead, one flush of the TLB included";

    /// <summary>200 machines, each calibrated on half of the configurations: so many of their true costs and of the other half's times lie
    /// inside as the intervals claim.</summary>
    [Theory]
    [InlineData(27, 6)]
    [InlineData(12, 3)]
    public void Of_SyntheticMachines_IntervalsHoldWhatTheyClaim(int fitted, int samples)
    {
        (int costs, int costsInside, int times, int timesInside) = (0, 0, 0, 0);
        for (int seed = 0; seed < 200; seed++)
        {
            var machine = new SyntheticMachine(seed);
            var configurations = machine.Shuffle(SyntheticMachine.Counted.GroupBy(one => one.Configuration));
            CalibratedCosts calibrated = Calibrate(machine, configurations.Take(fitted).SelectMany(one => one), samples);
            foreach (EventCost cost in calibrated.Costs.Where(one => one.Told is CostTold.Interval or CostTold.AtMost))
            {
                costs++;
                costsInside += cost.Event.Cost.Contains(machine.Cost(cost.Event.Event)) ? 1 : 0;
            }

            foreach (var one in configurations.Skip(fitted).SelectMany(one => one))
            {
                bool? isInside = calibrated.Predict(machine.Time(one, samples)).IsInside;
                times += isInside is null ? 0 : 1;
                timesInside += isInside == true ? 1 : 0;
            }
        }

        Assert.InRange(costs, 900, 200 * CalibrationEvents.All.Count);
        Assert.InRange((double)costsInside / costs, 0.93, 0.97);
        Assert.InRange((double)timesInside / times, 0.93, 0.97);
    }

    /// <summary>200 machines again: so many true times, and true changes from one strategy to another, lie inside of what the model in the
    /// file predicts, which was fitted to mainline alone.</summary>
    [Theory]
    [InlineData(27, 6)]
    [InlineData(12, 3)]
    public void ToModel_SyntheticMachines_TimesAndChangesOfStrategiesHoldWhatTheyClaim(int fitted, int samples)
    {
        (int times, int timesInside, int changes, int changesInside) = (0, 0, 0, 0);
        for (int seed = 0; seed < 200; seed++)
        {
            var machine = new SyntheticMachine(seed);
            var configurations = machine.Shuffle(SyntheticMachine.Counted.GroupBy(one => one.Configuration));
            CalibratedCosts costs = Calibrate(machine, configurations.Take(fitted).SelectMany(one => one), samples);
            if (ModelOf(costs) is not { } model)
                continue;

            foreach ((StepCounters before, StepCounters after) in Pairs)
            {
                if (Time(machine, costs, before) is not { } from || Time(machine, costs, after) is not { } to)
                    continue;

                times++;
                timesInside += model.PredictTime(after).Contains(to) ? 1 : 0;
                if (model.PredictChange(before, after) is not { } change)
                    continue;

                changes++;
                changesInside += change.Contains((to / from) - 1) ? 1 : 0;
            }
        }

        Assert.True(times > 1000 && changes > 1000, $"{times} times, {changes} changes");
        TestContext.Current.TestOutputHelper?.WriteLine($"{timesInside} of {times} times, {changesInside} of {changes} changes inside");
        Assert.InRange((double)timesInside / times, 0.93, 0.97);
        Assert.InRange((double)changesInside / changes, 0.93, 0.97);
    }

    [Fact]
    public void ToModel_WithACostThatMustNotBeNegative_HasNoCovariance()
    {
        var machine = new SyntheticMachine(3);
        machine.Costs[CalibrationEvents.All.Index().Single(one => one.Item.Event == "level-3 visit").Index] = -10;

        Assert.Null(ModelOf(Calibrate(machine, SyntheticMachine.Counted, 6)));
    }

    [Fact]
    public void Of_EventsThatAlwaysComeTogether_AreOneAndTheRunsThatTellThemApartAreFound()
    {
        var machine = new SyntheticMachine(1);
        var clears = Count("{memory: [32M, 64M, 128M], backing: 4k, scenario: clear, chunk: 0}");
        TimedStep[] steps = [.. clears.Select(one => machine.Time(one, 8))];
        var costs = CalibratedCosts.Of(steps, CalibrationEvents.All, 1);

        EventCost visit = Of(costs, PageVisit);
        EventCost overhead = Of(costs, Overhead);
        (string, string, StepCounters)[][] offered =
        [
            [.. Count("{memory: 256M, backing: 4k, scenario: clear, chunk: 0}")],
            [.. Count("{memory: [64M, 256M], backing: 4k, scenario: enable, chunk: 0}")],
        ];
        var runs = TellingRuns.Of(costs, steps, [.. offered.Select(one => one.Select(step => machine.Time(step, 1)).ToArray())]);
        CalibratedCosts both = CalibratedCosts.Of(
            [.. steps, .. offered[runs.Chosen[0]].Select(one => machine.Time(one, 8))], CalibrationEvents.All, 1);

        Assert.Equal((CostTold.One, CostTold.Within), (visit.Told, overhead.Told));
        Assert.Equal([Overhead], visit.Others);
        Assert.Equal([PageVisit], overhead.Others);
        Assert.Equal(machine.Cost(PageVisit) + (machine.Cost(Overhead) / 64), visit.Event.Cost.Mid, visit.Event.Cost.Mid * 0.05);
        Assert.Equal([1], runs.Chosen);
        Assert.Empty(runs.Never);
        Assert.Equal(CostTold.Interval, Of(both, PageVisit).Told);
        Assert.Equal(machine.Cost(PageVisit), Of(both, PageVisit).Event.Cost.Mid, machine.Cost(PageVisit) * 0.1);
    }

    [Fact]
    public void Predict_RunThatTellsApartWhatWasOne_IsNotDetermined()
    {
        var machine = new SyntheticMachine(2);
        CalibratedCosts costs = Calibrate(machine, Count("{memory: [32M, 64M, 128M], backing: 4k, scenario: clear, chunk: 0}"), 8);

        PredictedStep alike = costs.Predict(machine.Time(Count("{memory: 512M, backing: 4k, scenario: clear, chunk: 0}")[0], 8));
        PredictedStep other = costs.Predict(machine.Time(Count("{memory: 64M, backing: 4k, scenario: enable, chunk: 0}")[0], 8));

        Assert.True(alike.IsInside);
        Assert.InRange(alike.Error!.Value, -0.1, 0.1);
        Assert.Null(other.Predicted);
    }

    [Theory]
    [InlineData(0, CostTold.AtMost)]
    [InlineData(-10, CostTold.Negative)]
    public void Of_CostOfNothingOrLess_IsSaidWithoutDigits(double cost, CostTold expected)
    {
        var machine = new SyntheticMachine(3);
        int visit = CalibrationEvents.All.Index().Single(one => one.Item.Event == "level-3 visit").Index;
        machine.Costs[visit] = cost;

        EventCost told = Of(Calibrate(machine, SyntheticMachine.Counted, 6), "level-3 visit");

        Assert.Equal(expected, told.Told);
        Assert.Equal(0, told.Event.Cost.Low);
        Assert.InRange(told.Event.Cost.High, 0, 2);
    }

    [Fact]
    public void Of_OneConfigurationOrTooFew_IsRefusedWithWhatItTakes()
    {
        var machine = new SyntheticMachine(4);

        RefusedException one = Assert.Throws<RefusedException>(() =>
            Calibrate(machine, Count("{memory: 64M, backing: thp, scenario: clear, chunk: 2M}"), 20));
        RefusedException none = Assert.Throws<RefusedException>(() => Calibrate(machine, [], 20));
        RefusedException few = Assert.Throws<RefusedException>(() =>
            Calibrate(machine, Count("{memory: 64M, backing: [4k, thp], scenario: enable, chunk: 2M}"), 20));

        Assert.StartsWith("One configuration tells no cost from another", one.Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no configuration to fit costs to", none.Message, StringComparison.Ordinal);
        Assert.StartsWith("2 timed steps of 2 configurations are too few for 2 events' costs: there must be 4", few.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void LeaveOneOut_OnlyConfigurationWithAnEvent_IsNotDeterminedAndTheOthersAre()
    {
        var machine = new SyntheticMachine(5);
        CalibratedCosts costs = Calibrate(
            machine, [.. Count("{memory: [32M, 64M, 128M, 256M], backing: 4k, scenario: [enable, clear], chunk: 0}"),
                .. Count("{memory: 64M, backing: thp, scenario: enable, chunk: 0}")], 6);

        IReadOnlyList<PredictedStep> left = costs.LeaveOneOut();

        Assert.All(left, one => Assert.Equal(one.Step.Configuration.Contains("thp", StringComparison.Ordinal), one.Predicted is null));
        Assert.All(left.Where(one => one.Predicted is not null), one => Assert.InRange(one.Error!.Value, -0.2, 0.2));
    }

    [Fact]
    public void Of_SameSeed_GivesTheSameBounds()
    {
        CalibratedCosts first = Calibrate(new SyntheticMachine(6), SyntheticMachine.Counted, 3);
        CalibratedCosts second = Calibrate(new SyntheticMachine(6), SyntheticMachine.Counted, 3);

        Assert.Equal(first.Costs.Select(cost => cost.Event.Cost), second.Costs.Select(cost => cost.Event.Cost));
        Assert.Equal(["write-protect visit to a level-1 block", "break-before-make of a level-1 block, its invalidation included"],
            first.NotCounted);
    }

    private static CalibratedCosts Calibrate(
        SyntheticMachine machine, IEnumerable<(string, string, StepCounters)> counted, int samples) =>
        CalibratedCosts.Of([.. counted.Select(one => machine.Time(one, samples))], CalibrationEvents.All, 1);

    /// <summary>The split of a configuration by mainline and by another strategy.</summary>
    private static IReadOnlyList<(StepCounters Before, StepCounters After)> Pairs { get; } =
    [
        .. from backing in (string[])["4k", "thp"]
           from chunk in (string[])["2M", "1G"]
           from strategy in (string[])["rfc", "rfc-siblings-only", "skip-level3"]
           select (Counted("baseline", backing, chunk), Counted(strategy, backing, chunk)),
    ];

    private static StepCounters Counted(string strategy, string backing, string chunk) => SyntheticMachine.Count(
        $"{{memory: 512M, backing: {backing}, scenario: enable, chunk: {chunk}}}", strategy).Single(one => one.Step == "enable").Counters;

    /// <summary>The model, where the covariance of all its costs is known.</summary>
    private static CostModel? ModelOf(CalibratedCosts costs)
    {
        CostParameter[] events =
        [
            .. costs.Costs.Select(cost => cost.Event).Where(one => one.Cost.High > 0 && one.Event != CalibrationEvents.MemslotChange.Event),
        ];
        Interval change = costs.Costs.Select(cost => cost.Event)
            .FirstOrDefault(one => one.Cost.High > 0 && one.Event == CalibrationEvents.MemslotChange.Event)?.Cost ?? default;
        string[] names =
        [
            .. events.Select(one => one.Event), .. change.High > 0 ? [CalibrationEvents.MemslotChange.Event] : Array.Empty<string>(),
        ];
        return costs.Together(names) is { } joint
            ? new CostModel("m", "", true, [Scope.Ioctl], "", events, "") { MemslotChange = change, Joint = joint } : null;
    }

    /// <summary>What counts truly take without the change of the memslot; null where the costs do not determine it.</summary>
    private static double? Time(SyntheticMachine machine, CalibratedCosts costs, StepCounters counters)
    {
        var step = new TimedStep("", "split", counters, [1]);
        return costs.Predict(step).Predicted is null ? null
            : CalibrationEvents.All.Zip(machine.Costs, (one, cost) => step.Count(one) * cost).Sum();
    }

    private static (string Configuration, string Step, StepCounters Counters)[] Count(string axes) => [.. SyntheticMachine.Count(axes)];

    private static EventCost Of(CalibratedCosts costs, string name) => costs.Costs.Single(cost => cost.Event.Event == name);
}
