using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;
using static System.FormattableString;

namespace S2Grid.Agent.Measuring;

/// <summary>
/// Huge pages taken from the system for a run. What the pool had before is written down first, so that it is put back after a crash too.
/// </summary>
internal sealed class HugePageReservation : IDisposable
{
    private const string FileName = "huge-pages";

    private readonly StateFolder state;

    private HugePageReservation(StateFolder state) => this.state = state;

    /// <summary>Sees to it that an experiment has its huge pages.</summary>
    /// <param name="experiment">What needs them.</param>
    /// <param name="state">Where it is written down.</param>
    /// <param name="allowed">Whether pages may be reserved; else only free ones serve.</param>
    /// <param name="whyNot">Why there are not enough; null where there are.</param>
    /// <returns>What is to be put back; null where nothing was reserved.</returns>
    internal static HugePageReservation? Make(Experiment experiment, StateFolder state, bool allowed, out string? whyNot)
    {
        whyNot = null;
        long size = (long)experiment.Backing.Describe().HugePageBytes;
        if (size == 0)
            return null;

        long phase = experiment.BaseOffset % size;
        long needed = (phase + experiment.MemoryBytes + size - 1) / size;
        HugePages pool = HugePagePools.Read().First(pool => pool.Bytes == size);
        if (pool.Free >= needed)
            return null;

        string name = ByteSize.Format((ulong)size);
        if (!allowed)
        {
            whyNot =
                Invariant($"needs {needed} huge pages of {name}; {pool.Free} are free. Reserve them, or start with --reserve-huge-pages.");
            return null;
        }

        state.Write(FileName, Invariant($"{MachineReader.BootId} {size} {pool.Total}"));
        try
        {
            long got = HugePagePools.Resize(size, pool.Total + needed - pool.Free);
            if (got >= pool.Total + needed - pool.Free)
                return new HugePageReservation(state);

            whyNot = Invariant($"needs {needed} huge pages of {name}; the kernel found memory for {got - pool.Total + pool.Free}. ")
                + Invariant($"Reserve them at boot: hugepagesz={name} hugepages={needed} on the kernel's command line.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            whyNot = Invariant($"needs {needed} huge pages of {name}, and they cannot be reserved: {exception.Message}. This needs root.");
        }

        PutBack(state);
        return null;
    }

    /// <summary>Puts back what a reservation has taken, also one of a process that crashed. After a boot there is nothing to put
    /// back.</summary>
    internal static void PutBack(StateFolder state)
    {
        if (state.Read(FileName)?.Split(' ') is [var boot, var size, var total]
            && boot == MachineReader.BootId
            && long.TryParse(size, CultureInfo.InvariantCulture, out long bytes)
            && long.TryParse(total, CultureInfo.InvariantCulture, out long count))
        {
            try
            {
                HugePagePools.Resize(bytes, count);
            }
            catch (UnauthorizedAccessException)
            {
                // Nothing was reserved without root.
            }
        }

        state.Delete(FileName);
    }

    /// <inheritdoc/>
    public void Dispose() => PutBack(state);
}
