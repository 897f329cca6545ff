
using S2Grid.Contracts.Agents;

namespace S2Grid.Grains.Agents;

/// <summary>The agents that have asked for work, or said that they are at it, lately.</summary>
internal sealed class AgentRoll(TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (AgentOffer Offer, DateTimeOffset Seen)> agents = new(StringComparer.Ordinal);

    /// <summary>Notes that an agent is there.</summary>
    public void Note(AgentOffer offer) => agents[offer.AgentId] = (offer, clock.GetUtcNow());

    /// <summary>Notes that an agent is gone, or gets no runs.</summary>
    public void Forget(string agentId) => agents.Remove(agentId);

    /// <summary>Who is there.</summary>
    public IReadOnlyList<AgentOffer> Present()
    {
        DateTimeOffset oldest = clock.GetUtcNow() - Memory;
        foreach (string gone in agents.Where(agent => agent.Value.Seen < oldest).Select(agent => agent.Key).ToArray())
            agents.Remove(gone);
        return [.. agents.Values.Select(agent => agent.Offer)];
    }
}
