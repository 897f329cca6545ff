using S2Grid.Experiments.Planning;
using S2Grid.Grains.Leases;

namespace S2Grid.Grains.Tests.Leases;

public sealed class FairShareTests
{
    [Fact]
    public void Order_UnequalTime_PutsTheOneThatHadLeastFirst()
    {
        var shares = new FairShare();
        shares.Join("a", SweepPolicy.Default);
        shares.Join("b", SweepPolicy.Default);
        shares.Charge("a", 5);

        Assert.Equal(["b", "a"], shares.Order());
    }

    [Fact]
    public void Order_ServedButNotYetCharged_LetsTheOtherGoFirst()
    {
        var shares = new FairShare();
        shares.Join("a", SweepPolicy.Default);
        shares.Join("b", SweepPolicy.Default);
        string first = shares.Order()[0];
        shares.Served(first);

        Assert.Equal(first, shares.Order()[1]);
    }

    [Fact]
    public void Join_Late_NeitherWaitsNorCatchesUp()
    {
        var shares = new FairShare();
        shares.Join("old", SweepPolicy.Default);
        shares.Charge("old", 100);
        shares.Join("new", SweepPolicy.Default);
        shares.Charge("new", 1);

        Assert.Equal(["old", "new"], shares.Order());
    }

    [Fact]
    public void Leave_Sweep_IsNotServed()
    {
        var shares = new FairShare();
        shares.Join("a", SweepPolicy.Default);
        shares.Leave("a");

        Assert.Empty(shares.Order());
    }

    [Fact]
    public void Order_UnequalWeights_SharesTimeInProportion()
    {
        var shares = new FairShare();
        shares.Join("light", SweepPolicy.Default);
        shares.Join("heavy", SweepPolicy.Default with { Weight = 3 });
        var served = new List<string>();
        for (int i = 0; i < 400; i++)
        {
            served.Add(shares.Order()[0]);
            shares.Served(served[^1]);
            shares.Charge(served[^1], 1);
        }

        Assert.InRange(served.Count(sweep => sweep == "heavy"), 298, 302);
    }

    [Fact]
    public void Order_HigherPriority_GoesFirstHoweverMuchTimeItHad()
    {
        var shares = new FairShare();
        shares.Join("low", SweepPolicy.Default);
        shares.Join("high", SweepPolicy.Default with { Priority = 1 });
        shares.Charge("high", 1000);

        Assert.Equal(["high", "low"], shares.Order());
    }

    [Fact]
    public void Join_Again_ChangesThePolicyAndKeepsTheTime()
    {
        var shares = new FairShare();
        shares.Join("a", SweepPolicy.Default);
        shares.Join("b", SweepPolicy.Default);
        shares.Charge("a", 10);
        shares.Join("a", SweepPolicy.Default with { Weight = 10 });

        Assert.Equal(["b", "a"], shares.Order());
    }
}
