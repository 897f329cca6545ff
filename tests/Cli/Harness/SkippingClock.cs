namespace S2Grid.Cli.Tests.Harness;

/// <summary>A clock on which every wait is over at once, and has taken its time all the same.</summary>
public sealed class SkippingClock : TimeProvider
{
    private long ticks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How long was waited altogether.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    /// <inheritdoc/>
    public override long GetTimestamp() => Waited.Ticks + 1;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Add(ref ticks, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
