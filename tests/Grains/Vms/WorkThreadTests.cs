using S2Grid.Grains.Vms;

namespace S2Grid.Grains.Tests.Vms;

public sealed class WorkThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Run_TwoPieces_AreDoneInOrderOnOneThreadOutsideThePool()
    {
        using var thread = new WorkThread("test");

        Task<(Thread Thread, bool IsPool)> first = thread.Run(() => (Thread.CurrentThread, Thread.CurrentThread.IsThreadPoolThread));
        Task<(Thread Thread, bool IsPool)> second = thread.Run(() => (Thread.CurrentThread, Thread.CurrentThread.IsThreadPoolThread));

        Assert.False((await first.WaitAsync(Patience, TestContext.Current.CancellationToken)).IsPool);
        Assert.Same((await first).Thread, (await second).Thread);
    }

    [Fact]
    public async Task Run_PieceThatThrows_ThrowsAtTheCallerAndTheThreadGoesOn()
    {
        using var thread = new WorkThread("test");

        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.Run<int>(() => throw new InvalidOperationException()));
        Assert.Equal(1, await thread.Run(() => 1));
    }

    [Fact]
    public async Task Dispose_WorkInHand_IsDoneFirst()
    {
        var thread = new WorkThread("test");
        using var gate = new ManualResetEventSlim();
        Task<bool> waiting = thread.Run(() => gate.Wait(Patience));
        Task<int> next = thread.Run(() => 2);
        thread.Dispose();
        gate.Set();

        Assert.True(await waiting);
        Assert.Equal(2, await next);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => thread.Run(() => 3));
    }
}
