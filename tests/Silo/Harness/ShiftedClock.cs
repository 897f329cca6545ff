namespace S2Grid.Silo.Tests.Harness;

/// <summary>A clock that goes as time does, and is put forward when a test says so. Its timers keep to time itself.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref shift));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Read(ref shift) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    public void Advance(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);
}
