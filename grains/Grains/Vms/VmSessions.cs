using static System.FormattableString;

namespace S2Grid.Grains.Vms;

/// <summary>
/// Bounds what sessions take of a silo: how many there are, and how much table memory, so that sweeps go on beside them. Safe for use by
/// several threads.
/// </summary>
/// <param name="budget">The silo's table memory, which sessions share with runs.</param>
public sealed class VmSessions(TableMemoryBudget budget)
{
    /// <summary>The most sessions that a silo has open.</summary>
    public const int MaxOpen = 8;

    private int count;

    /// <summary>Bytes of table memory that one session may take: all together leave half of it to runs.</summary>
    public long Share { get; } = budget.Bytes / (2 * MaxOpen);

    /// <summary>How many are open.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Opens a session; to be disposed of.</summary>
    /// <exception cref="RefusedException">There is no room for it now; the message says why.</exception>
    /// <exception cref="TableMemoryException">There is not enough memory for the VM's root.</exception>
    public VmSession Open(VmConfiguration configuration)
    {
        if (Interlocked.Increment(ref count) > MaxOpen)
        {
            Interlocked.Decrement(ref count);
            throw new RefusedException(
                Invariant($"The silo has {MaxOpen} VM sessions open, which is the maximum. Try again later, or without --cluster."));
        }

        if (!budget.TryReserve(Share))
        {
            Interlocked.Decrement(ref count);
            throw new RefusedException(
                $"Runs are using the silo's table memory: {ByteSize.Format((ulong)Share)} for a VM session are not free. Try again "
                + $"later, or without --cluster.");
        }

        try
        {
            return new VmSession(configuration, Share, Leave);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    private void Leave()
    {
        budget.Release(Share);
        Interlocked.Decrement(ref count);
    }
}
