using S2Grid.Storage.Sqlite;

namespace S2Grid.Storage.Tests.Sqlite;

public sealed class SweepLockTests
{
    [Fact]
    public void TryLock_HeldLock_IsNullAndOwnerTellsWho()
    {
        using var data = new TemporaryData();
        using SweepLock? first = SweepLock.TryLock(data.Directory, "a");

        Assert.NotNull(first);
        Assert.Null(SweepLock.TryLock(data.Directory, "a"));
        Assert.Equal(Environment.ProcessId, SweepLock.Owner(data.Directory, "a"));
    }

    [Fact]
    public void TryLock_AnotherSweep_IsFree()
    {
        using var data = new TemporaryData();
        using SweepLock? first = SweepLock.TryLock(data.Directory, "a");
        using SweepLock? second = SweepLock.TryLock(data.Directory, "b");

        Assert.NotNull(second);
    }

    [Fact]
    public void Owner_AfterDispose_IsNullAndTheLockIsFree()
    {
        using var data = new TemporaryData();
        SweepLock.TryLock(data.Directory, "a")!.Dispose();

        Assert.Null(SweepLock.Owner(data.Directory, "a"));
        using SweepLock? again = SweepLock.TryLock(data.Directory, "a");
        Assert.NotNull(again);
    }

    [Fact]
    public void Owner_FileLeftByAKilledProcess_IsNull()
    {
        using var data = new TemporaryData();
        SweepLock.TryLock(data.Directory, "a")!.Dispose();
        File.WriteAllText(Path.Combine(data.Directory.Path, "sweeps", "a", "lock-owner"), "123");

        Assert.Null(SweepLock.Owner(data.Directory, "a"));
    }
}
