namespace S2Grid.Grains.Vms;

/// <summary>
/// Lets the runs of a process take no more table memory together than its budget. Who comes first is served first, so a large run is
/// not overtaken for ever by small ones. For use by the slots' own threads: waiting blocks.
/// </summary>
public sealed class TableMemoryBudget
{
    private readonly Lock mutex = new();
    private readonly LinkedList<Waiter> waiting = new();
    private long inUse;

    /// <summary>Makes a budget.</summary>
    /// <param name="bytes">Bytes that may be taken together.</param>
    public TableMemoryBudget(long bytes) => Bytes = bytes;

    /// <summary>Bytes that may be taken together.</summary>
    public long Bytes { get; }

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
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Bytes);
        Waiter waiter;
        lock (mutex)
        {
            if (TryReserve(bytes))
            {
                return;
            }

            waiter = new Waiter(bytes);
            waiting.AddLast(waiter);
        }

        Wait(waiter, cancellation);
    }

    /// <summary>Takes so much if it is free and nobody waits for any.</summary>
    public bool TryReserve(long bytes)
    {
        lock (mutex)
        {
            bool isFree = waiting.Count == 0 && inUse + bytes <= Bytes;
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
            Serve();
        }
    }

    private void Wait(Waiter waiter, CancellationToken cancellation)
    {
        try
        {
            waiter.Served.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            lock (mutex)
            {
                if (waiter.Served.IsSet)
                    inUse -= waiter.Bytes;
                else
                    waiting.Remove(waiter);
                Serve();
            }

            throw;
        }
    }

    private void Serve()
    {
        while (waiting.First is { } first && inUse + first.Value.Bytes <= Bytes)
        {
            inUse += first.Value.Bytes;
            waiting.RemoveFirst();
            first.Value.Served.Set();
        }
    }

    private sealed record Waiter(long Bytes)
    {
        public ManualResetEventSlim Served { get; } = new();
    }
}
