using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Tests.Statistics;

public sealed class DriftTests
{
    // SciPy's example of spearmanr: [1, 2, 3, 4, 5] against [5, 6, 7, 8, 7].
    [Fact]
    public void Of_SamplesWithATie_IsTheKnownCorrelation()
    {
        Drift drift = Drift.Of([5, 6, 7, 8, 7]);

        Assert.Equal(0.82078268166812329, drift.Correlation, 1e-12);
        Assert.Equal(0.088587005313543798, drift.P, 5e-9);
    }

    [Fact]
    public void Check_FallingSamples_AreADriftDownwards()
    {
        Drift drift = Drift.Check([.. Enumerable.Range(0, 10).Select(i => -Math.Exp(i))])!.Value;

        Assert.Equal(-1, drift.Correlation, 1e-12);
        Assert.True(drift.P < 1e-6, $"p is {drift.P}");
    }

    [Fact]
    public void Check_EqualSamples_IsNone() => Assert.Equal(new Drift(0, 1), Drift.Check([.. Enumerable.Repeat(2.0, 12)]));

    [Fact]
    public void Check_TooFewSamples_SaysNothing() => Assert.Null(Drift.Check([1, 2, 3, 4, 5, 6, 7, 8, 9]));
}
