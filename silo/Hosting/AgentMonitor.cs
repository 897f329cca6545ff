using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Agents;
using S2Grid.Grains.Cluster;

namespace S2Grid.Hosting;

/// <summary>Sees to it that agents which have not come back are watched after their silo is gone, and that ephemeral ones are forgotten.</summary>
internal sealed partial class AgentMonitor(IGrainFactory grains, GridSettings settings, ILogger<AgentMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).List();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogFault(e.Message);
            }

            await Task.Delay(Interval, settings.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agents cannot be looked after now: {Reason}")]
    private partial void LogFault(string reason);
}
