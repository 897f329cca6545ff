namespace S2Grid.Hosting;

/// <summary>How many of a silo's slots simulate now, and whether they are being drained. Safe for use by several threads.</summary>
public sealed class SlotActivity
{
    private int busy;

    /// <summary>Slots that simulate now.</summary>
    public int Busy => Volatile.Read(ref busy);

    /// <summary>Whether slots lease nothing any more, because the silo is about to stop.</summary>
    public bool IsDraining { get; internal set; }

    internal void Begin() => Interlocked.Increment(ref busy);

    internal void End() => Interlocked.Decrement(ref busy);
}
