using Microsoft.Extensions.Hosting;

namespace S2Grid.Hosting;

/// <summary>Does something again and again until the process ends. A fault is logged, and ends nothing.</summary>
/// <param name="interval">How long to wait after it was done.</param>
/// <param name="clock">Tells time.</param>
/// <param name="fault">What cannot be done now if it fails, at the beginning of a sentence.</param>
/// <param name="logger">Where faults are told.</param>
public abstract partial class PeriodicService(TimeSpan interval, TimeProvider clock, string fault, ILogger logger) : BackgroundService
{
    /// <summary>Tells time.</summary>
    protected TimeProvider Clock { get; } = clock;

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await OnceAsync();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogFault(logger, fault, e.Message);
            }

            await Task.Delay(interval, Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Does it once.</summary>
    protected abstract Task OnceAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault} now: {Reason}")]
    private static partial void LogFault(ILogger logger, string fault, string reason);
}
