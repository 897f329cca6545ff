using S2Grid.Contracts.Agents;

namespace S2Grid.Hosting;

/// <summary>Sees to it that agents which have not come back are watched after their silo is gone, and that ephemeral ones are
/// forgotten.</summary>
internal sealed class AgentMonitor(IGrainFactory grains, GridSettings settings, ILogger<AgentMonitor> logger)
    : PeriodicService(TimeSpan.FromSeconds(30), settings.Clock, "Agents cannot be looked after", logger)
{
    /// <inheritdoc/>
    protected override Task OnceAsync() => grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).ForgetLost();
}
