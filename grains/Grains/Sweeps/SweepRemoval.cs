using Microsoft.Extensions.Logging;

namespace S2Grid.Grains.Sweeps;

/// <summary>Removes a sweep at rest with its results.</summary>
internal sealed partial class SweepRemoval(SweepContext grid, ILogger<SweepRemoval> logger)
{
    /// <summary>Removes it. Segments that take long to delete go on being deleted afterwards.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="forget">Takes it out of the catalogue; where it did not, its segments stay.</param>
    /// <returns>False, and nothing is done, if a process runs it.</returns>
    public async Task<bool> TryAsync(SweepStatus sweep, Func<Task> forget)
    {
        using (IDisposable? sweepLock = sweep.Progress.State.IsAtRest() ? await grid.Catalogue.TryLock(sweep.Id) : null)
        {
            if (sweepLock is null)
                return false;
            await forget();
            if (await grid.Catalogue.Find(sweep.Id) is not null)
                return true;
            grid.Plans.Forget(sweep.Id);
            grid.Instruments.Sweeps.Remove(sweep.Id);
        }

        // On another thread, because deleting files blocks.
        Task deletion = Task.Run(() => grid.Segments.DeleteSweep(sweep.Id));
        if (await Task.WhenAny(deletion, Task.Delay(grid.Policy.DeletePatience)) == deletion)
            await deletion;
        else
            _ = LogFaultOfAsync(deletion, sweep.Name);
        return true;
    }

    private async Task LogFaultOfAsync(Task deletion, string sweep)
    {
        try
        {
            await deletion;
        }
        catch (StorageException e)
        {
            LogDeleteFault(sweep, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep {Sweep} is deleted, but some of its segments could not be: {Reason}")]
    private partial void LogDeleteFault(string sweep, string reason);
}
