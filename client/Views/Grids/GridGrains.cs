namespace S2Grid.Views.Grids;

/// <summary>The grains that commands ask.</summary>
/// <param name="grains">The way to them.</param>
public sealed class GridGrains(IGrainFactory grains)
{
    /// <summary>Sweeps by name.</summary>
    public ISweepDirectoryGrain Directory => grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);

    /// <summary>What the cluster is made of.</summary>
    public IClusterGrain Cluster => grains.GetGrain<IClusterGrain>(IClusterGrain.Key);

    /// <summary>Hands out the files of results.</summary>
    public ISegmentGrain Segments => grains.GetGrain<ISegmentGrain>(0);

    /// <summary>Agents by name.</summary>
    public IAgentDirectoryGrain Agents => grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key);

    /// <summary>An agent by its id.</summary>
    public IAgentGrain Agent(string id) => grains.GetGrain<IAgentGrain>(id);

    /// <summary>A VM to run steps on, not open yet.</summary>
    public IVmGrain NewVmSession() => grains.GetGrain<IVmGrain>(IVmGrain.NewSessionKey());

    /// <summary>A sweep by its id.</summary>
    public ISweepGrain Sweep(string id) => grains.GetGrain<ISweepGrain>(id);
}
