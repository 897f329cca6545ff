using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Models;

public sealed class ChangeFitTests
{
    private static readonly CostModel Model = new(
        "test", "", false, [Scope.Ioctl], "",
        [Parameter("leaf_callbacks", 3, 1), Parameter("walks", 0, 7), Parameter("bbm_unlinked", 0, 7)], "");

    [Fact]
    public void Predict_ChangesThatOneSetOfCostsExplains_IsThatSetsChange()
    {
        // A walk costs 20 visits, an entry 3: 1000 visits saved of 1000 + 20 * 10 + 3 * 500 = 2700, and so on.
        FittedChange[] others = [Change(1000, 10, 500, 1000.0 / 2700), Change(1000, 100, 0, 1000.0 / 3000),
            Change(500, 5, 100, 500.0 / 900)];

        Interval predicted = new ChangeFit(Model).Predict(Change(2000, 50, 1000, 0.9), others)!.Value;

        Assert.Equal(-2000.0 / 6000, predicted.Mid, 1e-12);
        Assert.Equal((predicted.Mid, predicted.Mid), (predicted.Low, predicted.High));
    }

    [Fact]
    public void Predict_FigureThatWasLeftOut_ChangesNothing()
    {
        FittedChange[] others = [Change(1000, 10, 500, 0.4), Change(1000, 100, 0, 0.3)];
        var fit = new ChangeFit(Model);

        Assert.Equal(fit.Predict(Change(2000, 50, 1000, 0.1), others), fit.Predict(Change(2000, 50, 1000, 0.9), others));
    }

    [Fact]
    public void Predict_CostThatWouldBeNegative_IsZero()
    {
        // 10 w + 500 e = 1500 and 100 w + 500 e = 100 would need w = -15.6. With w = 0, relative errors e / 3 - 1 and 5 e - 1 are smallest
        // at e = (1/3 + 5) / (1/9 + 25).
        const double entry = (1.0 / 3 + 5) / (1.0 / 9 + 25);
        FittedChange[] others = [Change(1000, 10, 500, 1000.0 / 2500), Change(1000, 100, 500, 1000.0 / 1100)];

        Interval predicted = new ChangeFit(Model).Predict(Change(2000, 50, 1000, 0.9), others)!.Value;

        Assert.Equal(-2000 / (2000 + (1000 * entry)), predicted.Mid, 1e-12);
    }

    [Fact]
    public void Predict_ChangeThatLeavesNothing_DeterminesNothing()
    {
        FittedChange[] others = [Change(1000, 10, 500, 0.4), Change(1000, 100, 0, 1)];

        Assert.Null(new ChangeFit(Model).Predict(Change(2000, 50, 1000, 0.9), others));
    }

    [Fact]
    public void Predict_Deviations_AreTakenUpAndDown()
    {
        FittedChange[] others = [Change(1000, 10, 500, 0.4), Change(1000, 100, 0, 0.25, deviation: 0.05)];
        var fit = new ChangeFit(Model);

        Interval predicted = fit.Predict(Change(1000, 100, 0, 0.9), others)!.Value;

        Assert.Equal((-0.3, -0.25, -0.2), (Math.Round(predicted.Low, 12), Math.Round(predicted.Mid, 12), Math.Round(predicted.High, 12)));
    }

    private static FittedChange Change(long visits, long walks, long entries, double saved, double deviation = 0) =>
        new(PublishedFigures.All[0], -saved, deviation, Counters(visits, walks, entries), Counters(0, walks, entries));

    private static StepCounters Counters(long visits, long walks, long entries)
    {
        var counters = new StepCounters();
        counters.Values[CounterLayout.Find("leaf_callbacks")!.Offset + 3] = visits;
        counters.Values[CounterLayout.Find("walks")!.Offset] = walks;
        counters.Values[CounterLayout.Find("bbm_unlinked")!.Offset] = entries;
        return counters;
    }

    private static CostParameter Parameter(string counter, int level, double cost) =>
        new(counter, CostPhase.LevelVisits, DerivedCounter.Find(counter)!, level, new Interval(cost, cost, cost), "test");
}
