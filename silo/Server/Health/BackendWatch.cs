namespace S2Grid.Server.Health;

/// <summary>Asks every two seconds whether what the silo needs is there. Safe for use by several threads.</summary>
internal sealed class BackendWatch(IReadOnlyList<Backend> backends, TimeProvider clock, ILogger<BackendWatch> logger)
    : PeriodicService(TimeSpan.FromSeconds(2), clock, "Backends cannot be asked", logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private volatile IReadOnlyList<string> missing = [];

    /// <summary>A sentence for each that was not there when it was last asked.</summary>
    public IReadOnlyList<string> Missing => missing;

    /// <inheritdoc/>
    protected override async Task OnceAsync()
    {
        string?[] faults = await Task.WhenAll(backends.Select(FaultOf));
        missing = [.. faults.OfType<string>()];
    }

    private async Task<string?> FaultOf(Backend backend)
    {
        try
        {
            // On another thread, because a store may block.
            await Task.Run(backend.Ask).WaitAsync(Patience, Clock);
            return null;
        }
        catch (TimeoutException)
        {
            return $"{backend.Name} does not answer";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{backend.Name} cannot be reached";
        }
    }
}
