namespace S2Grid.Grains.Tests;

/// <summary>A clock that goes when it is told to, and, if that is asked for, a step whenever its timestamp is read.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan setBy;

    public TimeSpan StepPerTimestamp { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now + setBy;

    public override long GetTimestamp()
    {
        now += StepPerTimestamp;
        return now.Ticks;
    }

    public void Advance(TimeSpan by) => now += by;

    /// <summary>Sets the time of day, as a person or the network does: no time passes.</summary>
    public void Set(TimeSpan by) => setBy += by;
}
