using S2Grid.Times.Contention;

namespace S2Grid.Times.Tests.Contention;

/// <summary>Queueing at serial resources: what can be known without a simulation holds.</summary>
public sealed class ClosedNetworkTests
{
    [Fact]
    public void RoundTime_OneVcpu_IsTheSumOfAllTimes() => Assert.Equal(6, new ClosedNetwork(1, 2, 3).RoundTime(1), 12);

    [Fact]
    public void RoundTime_NothingSerial_IsLocalForAnyNumber() => Assert.Equal(5, new ClosedNetwork(5).RoundTime(512), 12);

    [Theory]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(512)]
    public void RoundTime_BeyondTheKnee_IsWhatTheBusiestResourceServes(int vcpus)
    {
        var network = new ClosedNetwork(1, 0.25, 2);
        Assert.Equal(1.625, network.Knee);
        Assert.Equal(2.0 * vcpus, network.RoundTime(vcpus), 9);
    }

    [Fact]
    public void RoundTime_MoreVcpus_NeverShorterAndNeverMoreThanOneByOne()
    {
        var network = new ClosedNetwork(3, 0.5, 0.4);
        for (int n = 2; n <= 64; n++)
        {
            Assert.InRange(network.RoundTime(n), network.RoundTime(n - 1), n * network.RoundTime(1));
            Assert.True(network.RoundTime(n) >= Math.Max(3.9, n * 0.5));
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(0.1, 16)]
    [InlineData(0.02, 64)]
    public void Fit_TimesOfANetwork_FindsItAgain(double serial, int vcpus)
    {
        var truth = new ClosedNetwork(2, serial);
        ClosedNetwork found = ClosedNetwork.Fit(truth.RoundTime(1), vcpus, truth.RoundTime(vcpus));
        Assert.Equal(serial, found.Serial[0], 6);
        Assert.Equal(2, found.Local, 6);
    }
}
