using S2Grid.Views.Reading;

namespace S2Grid.Api.Grids;

/// <summary>A sweep that is open for reading, by one request at a time.</summary>
internal sealed class OpenSweep : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private int users;
    private bool isDropped;
    private StoredSweep? stored;

    /// <summary>What was stored when it was opened: it is opened anew when that is no longer so.</summary>
    public required string Version { get; init; }

    /// <summary>When it was opened.</summary>
    public required long OpenedAt { get; init; }

    /// <summary>When somebody last used it.</summary>
    public long UsedAt { get; set; }

    /// <summary>Says that a request is about to use it.</summary>
    public void Enter() => users++;

    /// <summary>Says that it is not.</summary>
    public void Leave()
    {
        if (--users == 0 && isDropped)
            Dispose();
    }

    /// <summary>Closes it, once nobody uses it.</summary>
    public void Drop()
    {
        isDropped = true;
        if (users == 0)
            Dispose();
    }

    /// <summary>Reads, when it is one's turn.</summary>
    public async Task<T> ReadAsync<T>(Func<Task<StoredSweep>> open, Func<StoredSweep, Task<T>> read, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            StoredSweep sweep = stored ??= await open();
            await using CancellationTokenRegistration stop = cancellation.Register(sweep.Runs.Interrupt);
            try
            {
                return await Task.Run(() => read(sweep), cancellation);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stored?.Dispose();
        turn.Dispose();
    }
}
