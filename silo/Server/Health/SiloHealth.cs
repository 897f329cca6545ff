namespace S2Grid.Server.Health;

/// <summary>Whether the silo can serve now, and if not, why.</summary>
internal sealed class SiloHealth(IHostApplicationLifetime life, ISiloStatusOracle membership, SlotActivity slots, BackendWatch watch)
{
    /// <summary>Why the silo is not ready, a few words each; empty if it is.</summary>
    public IReadOnlyList<string> Reasons()
    {
        if (life.ApplicationStopping.IsCancellationRequested || slots.IsDraining)
            return ["draining: the silo is about to stop"];
        if (membership.CurrentStatus != SiloStatus.Active)
            return [$"not yet a member of the cluster: {membership.CurrentStatus.ToString().ToLowerInvariant()}"];
        return life.ApplicationStarted.IsCancellationRequested ? watch.Missing : ["starting"];
    }
}
