namespace S2Grid.Security.Transport;

/// <summary>A place among the <see cref="HalfOpenConnections"/>.</summary>
internal sealed class HalfOpenConnection : IDisposable
{
    private readonly HalfOpenConnections all;
    private readonly CancellationTokenSource end;

    internal HalfOpenConnection(HalfOpenConnections all, CancellationTokenSource end)
    {
        this.all = all;
        this.end = end;
        Token = end.Token;
    }

    /// <summary>Cancelled when the connection's time is over or its place is needed.</summary>
    public CancellationToken Token { get; }

    /// <summary>Gives the place back.</summary>
    public void Dispose()
    {
        all.Leave(this);
        end.Dispose();
    }

    internal void DriveOut()
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
