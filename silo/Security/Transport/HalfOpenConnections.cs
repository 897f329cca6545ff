namespace S2Grid.Security.Transport;

/// <summary>
/// The connections that have not shown who they are yet. Each has a time to do so, and there is room for a few hundred: one more
/// drives out the oldest. An honest peer is through in milliseconds, so it is those who only hold a place that lose it. Safe for use
/// by several threads.
/// </summary>
/// <param name="room">How many there may be at once.</param>
/// <param name="clock">The clock for the time that each has.</param>
internal sealed class HalfOpenConnections(int room, TimeProvider clock)
{
    /// <summary>How many there may be at once by default.</summary>
    public const int DefaultRoom = 256;

    private readonly Lock mutex = new();
    private readonly LinkedList<Place> oldestFirst = new();

    /// <summary>How many there are now.</summary>
    public int Count
    {
        get
        {
            lock (mutex)
                return oldestFirst.Count;
        }
    }

    /// <summary>Takes a place for a new connection, the oldest one's if there is no other.</summary>
    /// <param name="time">How long the connection may keep it.</param>
    /// <returns>The place; disposing of it gives it back.</returns>
    public Place Enter(TimeSpan time)
    {
        var entered = new Place(this, new CancellationTokenSource(time, clock));
        Place? drivenOut = null;
        lock (mutex)
        {
            if (oldestFirst.Count == room)
            {
                drivenOut = oldestFirst.First!.Value;
                oldestFirst.RemoveFirst();
            }

            oldestFirst.AddLast(entered);
        }

        drivenOut?.DriveOut();
        return entered;
    }

    /// <summary>A connection's place; disposing of it gives it back.</summary>
    internal sealed class Place(HalfOpenConnections all, CancellationTokenSource end) : IDisposable
    {
        /// <summary>Cancelled when the connection's time is over or its place is needed.</summary>
        public CancellationToken Token { get; } = end.Token;

        public void Dispose()
        {
            lock (all.mutex)
                all.oldestFirst.Remove(this);
            end.Dispose();
        }

        public void DriveOut()
        {
            try
            {
                end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just left by itself.
            }
        }
    }
}
