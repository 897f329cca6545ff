using System.Collections.Concurrent;

namespace S2Grid.Grains.Telemetry;

/// <summary>The agents that this process looks after, as their metrics show them. Safe for use by several threads.</summary>
public sealed class AgentBoard
{
    /// <summary>The most agents that are shown by name. More are counted together.</summary>
    public const int MostShown = 200;

    private readonly ConcurrentDictionary<string, AgentFigures> agents = new(StringComparer.Ordinal);

    /// <summary>Shows how an agent stands now.</summary>
    public void Show(string agentId, AgentFigures figures) => agents[agentId] = figures;

    /// <summary>Shows an agent no longer, because another process looks after it now, or it is gone for good.</summary>
    public void Forget(string agentId) => agents.TryRemove(agentId, out _);

    /// <summary>All agents.</summary>
    public ICollection<AgentFigures> Read() => agents.Values;
}
