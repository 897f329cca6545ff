using S2Grid.Agent.Measuring;

namespace S2Grid.Agent.Gateway;

/// <summary>What the operator says about this agent.</summary>
internal sealed record AgentOptions
{
    /// <summary>What measurements may do.</summary>
    public required MeasuringOptions Measuring { get; init; }

    /// <summary>Labels by name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What kernels' split walks do: strategies by a pattern of release and build.</summary>
    public IReadOnlyList<KernelStrategy> KernelStrategies { get; init; } = [];

    /// <summary>Commands that boot another kernel, by the strategy of its split walk.</summary>
    public IReadOnlyDictionary<string, string> SwitchKernel { get; init; } = new Dictionary<string, string>();

    /// <summary>How many runs to carry out before saying goodbye; null for no end.</summary>
    public int? MaxRuns { get; init; }

    /// <summary>How long a run may go on once the agent has been asked to stop.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(60);
}
