namespace S2Grid.Grains.Vms;

/// <summary>
/// Work beside the runs that nobody waits for, one piece after the other on a thread of its own. Safe for use by several threads.
/// </summary>
/// <param name="name">The thread's name.</param>
/// <param name="mostWaiting">The most pieces that wait.</param>
internal sealed class WorkAside(string name, int mostWaiting) : IDisposable
{
    private readonly Lazy<WorkThread> thread = new(() => new WorkThread(name));
    private readonly CancellationTokenSource stop = new();
    private int waiting;

    /// <summary>Has a piece done some time after this returns, unless too many wait.</summary>
    /// <returns>Whether it will be.</returns>
    public bool TryAdd(Action<CancellationToken> piece)
    {
        if (Interlocked.Increment(ref waiting) > mostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return false;
        }

        _ = thread.Value.Run(() => Do(piece));
        return true;
    }

    /// <summary>Stops the piece at hand, and leaves what waits.</summary>
    public void Dispose()
    {
        stop.Cancel();
        if (thread.IsValueCreated)
            thread.Value.Dispose();
    }

    private bool Do(Action<CancellationToken> piece)
    {
        Interlocked.Decrement(ref waiting);
        if (stop.IsCancellationRequested)
            return false;
        try
        {
            piece(stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
