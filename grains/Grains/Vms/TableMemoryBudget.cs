namespace S2Grid.Grains.Vms;

/// <summary>
/// Lets the runs of a process take no more table memory together than its budget. Who comes first is served first, so a large run is
/// not overtaken for ever by small ones. For use by the slots' own threads: waiting blocks.
/// </summary>
/// <param name="budget">Bytes that may be taken together.</param>
public sealed class TableMemoryBudget(long budget)
{
    private readonly object mutex = new();
    private readonly LinkedList<long> waiting = new();
    private long inUse;

    /// <summary>Bytes that may be taken together.</summary>
    public long Bytes => budget;

    /// <summary>Bytes that are taken now.</summary>
    public long InUse
    {
        get
        {
            lock (mutex)
                return inUse;
        }
    }

    /// <summary>How many runs wait.</summary>
    public int Waiting
    {
        get
        {
            lock (mutex)
                return waiting.Count;
        }
    }

    /// <summary>Waits until so much may be taken, and takes it.</summary>
    /// <param name="bytes">How much; at most <see cref="Bytes"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is more than there will ever be.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public void Reserve(long bytes, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, budget);
        if (TryReserve(bytes))
            return;
        using CancellationTokenRegistration wake = cancellation.Register(() => Release(0));
        lock (mutex)
        {
            LinkedListNode<long> own = waiting.AddLast(bytes);
            try
            {
                while (waiting.First != own || inUse + bytes > budget)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Monitor.Wait(mutex);
                }

                inUse += bytes;
            }
            finally
            {
                waiting.Remove(own);
                Monitor.PulseAll(mutex);
            }
        }
    }

    /// <summary>Takes so much if it is free and nobody waits for any.</summary>
    public bool TryReserve(long bytes)
    {
        lock (mutex)
        {
            bool isFree = waiting.Count == 0 && inUse + bytes <= budget;
            inUse += isFree ? bytes : 0;
            return isFree;
        }
    }

    /// <summary>Gives back what was reserved.</summary>
    public void Release(long bytes)
    {
        lock (mutex)
        {
            inUse -= bytes;
            Monitor.PulseAll(mutex);
        }
    }
}
