using S2Grid.Grains.Vms;
using S2Grid.Support;

namespace S2Grid.Grains.Tests.Vms;

public sealed class TableMemoryBudgetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Take_BudgetIsTaken_WaitsUntilItIsGivenBack()
    {
        var budget = new TableMemoryBudget(100);
        budget.Reserve(60, TestContext.Current.CancellationToken);
        Task second = TakeOnAThread(budget, 50, TestContext.Current.CancellationToken);
        await UntilWaiting(budget, 1);
        Assert.Equal(60, budget.InUse);

        budget.Release(60);

        await second.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(50, budget.InUse);
    }

    [Fact]
    public async Task Take_LargeRunWaits_SmallOnesDoNotOvertakeIt()
    {
        var budget = new TableMemoryBudget(100);
        budget.Reserve(60, TestContext.Current.CancellationToken);
        Task large = TakeOnAThread(budget, 100, TestContext.Current.CancellationToken);
        await UntilWaiting(budget, 1);
        Task small = TakeOnAThread(budget, 10, TestContext.Current.CancellationToken);
        await UntilWaiting(budget, 2);

        budget.Release(60);
        await large.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.False(small.IsCompleted);
        budget.Release(100);
        await small.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Take_WaitIsEnded_LetsThoseBehindPass()
    {
        var budget = new TableMemoryBudget(100);
        budget.Reserve(60, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Task large = TakeOnAThread(budget, 100, stop.Token);
        await UntilWaiting(budget, 1);
        Task small = TakeOnAThread(budget, 40, TestContext.Current.CancellationToken);
        await UntilWaiting(budget, 2);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(100, budget.InUse);
    }

    [Fact]
    public void Take_MoreThanTheBudget_IsRefusedAtOnce()
    {
        var budget = new TableMemoryBudget(100);

        Assert.Throws<ArgumentOutOfRangeException>(() => budget.Reserve(101, TestContext.Current.CancellationToken));
    }

    private static Task TakeOnAThread(TableMemoryBudget budget, long bytes, CancellationToken stop) =>
        Task.Factory.StartNew(() => budget.Reserve(bytes, stop), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private static Task UntilWaiting(TableMemoryBudget budget, int count) =>
        Poll.UntilAsync(() => budget.Waiting == count, () => $"{count} to wait; {budget.Waiting} do.");
}
