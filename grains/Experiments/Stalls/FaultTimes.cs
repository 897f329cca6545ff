namespace S2Grid.Experiments.Stalls;

/// <summary>The times of write faults at certain costs, in nanoseconds.</summary>
/// <param name="Pages">Pages that are written.</param>
/// <param name="Blocks">Blocks that they lie in; 0 where the slot is mapped by pages.</param>
/// <param name="First">The first fault in a block that is not split.</param>
/// <param name="Next">A fault after it in the same block.</param>
/// <param name="Split">A fault in what the ioctl has split.</param>
/// <param name="Broadcast">The part of the first fault in a block that is a broadcast, of which there is one at a time.</param>
internal sealed record FaultTimes(long Pages, long Blocks, double First, double Next, double Split, double Broadcast)
{
    /// <summary>The block of a written page; -1 where there are none.</summary>
    internal long BlockOf(long page) => Blocks == 0 ? -1 : (long)((Int128)page * Blocks / Pages);

    /// <summary>The first written page beyond a block.</summary>
    internal long EndOf(long block) => (long)((((Int128)(block + 1) * Pages) + Blocks - 1) / Blocks);
}
