
using S2Grid.Security.Transport;

namespace S2Grid.Silo.Tests.Security;

public sealed class HalfOpenConnectionsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void Enter_WithoutRoom_DrivesOutTheOldestOnly()
    {
        var all = new HalfOpenConnections(room: 2, TimeProvider.System);
        using HalfOpenConnections.Place oldest = all.Enter(Long);
        using HalfOpenConnections.Place older = all.Enter(Long);
        using HalfOpenConnections.Place newest = all.Enter(Long);

        Assert.Equal((true, false, false),
            (oldest.Token.IsCancellationRequested, older.Token.IsCancellationRequested, newest.Token.IsCancellationRequested));
        Assert.Equal(2, all.Count);
    }

    [Fact]
    public void Enter_AfterOneHasLeft_DrivesOutNobody()
    {
        var all = new HalfOpenConnections(room: 2, TimeProvider.System);
        using HalfOpenConnections.Place stays = all.Enter(Long);
        all.Enter(Long).Dispose();
        using HalfOpenConnections.Place next = all.Enter(Long);

        Assert.False(stays.Token.IsCancellationRequested);
        Assert.False(next.Token.IsCancellationRequested);
    }
}
