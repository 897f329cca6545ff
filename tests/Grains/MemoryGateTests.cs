namespace S2Grid.Grains.Tests;

public sealed class MemoryGateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Take_BudgetIsTaken_WaitsUntilItIsGivenBack()
    {
        var gate = new MemoryGate(100);
        gate.Take(60, TestContext.Current.CancellationToken);
        Task second = TakeOnAThread(gate, 50, TestContext.Current.CancellationToken);
        await UntilWaiting(gate, 1);
        Assert.Equal(60, gate.InUse);

        gate.Give(60);

        await second.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(50, gate.InUse);
    }

    [Fact]
    public async Task Take_LargeRunWaits_SmallOnesDoNotOvertakeIt()
    {
        var gate = new MemoryGate(100);
        gate.Take(60, TestContext.Current.CancellationToken);
        Task large = TakeOnAThread(gate, 100, TestContext.Current.CancellationToken);
        await UntilWaiting(gate, 1);
        Task small = TakeOnAThread(gate, 10, TestContext.Current.CancellationToken);
        await UntilWaiting(gate, 2);

        gate.Give(60);
        await large.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.False(small.IsCompleted);
        gate.Give(100);
        await small.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Take_WaitIsEnded_LetsThoseBehindPass()
    {
        var gate = new MemoryGate(100);
        gate.Take(60, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Task large = TakeOnAThread(gate, 100, stop.Token);
        await UntilWaiting(gate, 1);
        Task small = TakeOnAThread(gate, 40, TestContext.Current.CancellationToken);
        await UntilWaiting(gate, 2);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(100, gate.InUse);
    }

    [Fact]
    public void Take_MoreThanTheBudget_IsRefusedAtOnce()
    {
        var gate = new MemoryGate(100);

        Assert.Throws<ArgumentOutOfRangeException>(() => gate.Take(101, TestContext.Current.CancellationToken));
    }

    private static Task TakeOnAThread(MemoryGate gate, long bytes, CancellationToken stop) =>
        Task.Factory.StartNew(() => gate.Take(bytes, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task UntilWaiting(MemoryGate gate, int count)
    {
        for (int i = 0; i < 3000 && gate.Waiting != count; i++)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(count, gate.Waiting);
    }
}
