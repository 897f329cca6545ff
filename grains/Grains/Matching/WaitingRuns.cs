using static System.FormattableString;

namespace S2Grid.Grains.Matching;

/// <summary>Says why runs that are to be measured wait.</summary>
internal static class WaitingRuns
{
    private const int MaxReasons = 3;

    /// <summary>Why runs wait, the most frequent reasons first; null if an agent could take each of them now.</summary>
    /// <param name="runs">The runs that nobody has in work, without repeats.</param>
    /// <param name="agents">All agents.</param>
    /// <param name="refusals">Which agents have said of a run that their machine never can, and why.</param>
    public static string? Explain(
        IEnumerable<RunConfiguration> runs, IReadOnlyList<AgentStatus> agents,
        Func<RunConfiguration, IReadOnlyDictionary<string, string>> refusals)
    {
        (string Reason, int Count)[] reasons =
        [
            .. runs.Select(run => Explain(run, agents, refusals(run))).OfType<string>()
                .GroupBy(reason => reason, StringComparer.Ordinal).Select(alike => (alike.Key, alike.Count()))
                .OrderByDescending(alike => alike.Item2),
        ];
        if (reasons.Length == 0)
            return null;
        IEnumerable<string> shown = reasons.Take(MaxReasons).Select(reason => reason.Count == 1
            ? $"1 configuration {reason.Reason}"
            : Invariant($"{reason.Count} configurations {reason.Reason.Replace("needs ", "need ", StringComparison.Ordinal)}"));
        string more = reasons.Length > MaxReasons ? Invariant($"; and {reasons.Length - MaxReasons} more reasons") : "";
        return string.Join("; ", shown) + more;
    }

    /// <summary>Why a run waits; null if an agent could take it now.</summary>
    public static string? Explain(RunConfiguration run, IReadOnlyList<AgentStatus> agents, IReadOnlyDictionary<string, string> refusals)
    {
        AgentStatus[] present = [.. agents.Where(agent => agent is { Health: not AgentHealth.Retired, IsRevoked: false })];
        if (present.Length == 0)
            return "waits for agents: none has registered ('s2grid agents token create')";
        AgentStatus[] able = [.. present.Where(agent => RunNeeds.Fits(run, agent.Machine) && !refusals.ContainsKey(agent.Id))];
        if (able.Any(agent => agent is { IsOnline: true, Health: AgentHealth.Active }))
            return null;
        if (able.Length > 0)
            return $"waits: {string.Join(", ", able.Select(agent => $"{agent.Name} {Absence(agent)}"))}";
        return Lack(run, present, refusals);
    }

    private static string Lack(RunConfiguration run, AgentStatus[] agents, IReadOnlyDictionary<string, string> refusals)
    {
        foreach (RunNeed need in RunNeeds.Of(run))
        {
            if (!agents.Any(agent => need.IsMet(agent.Machine)))
            {
                return $"needs {need.What}: no agent {need.Who} "
                    + $"({string.Join("; ", agents.Select(agent => $"{agent.Name}: {need.Has(agent.Machine)}"))})";
            }
        }

        if (!agents.Any(agent => RunNeeds.HasKernel(run, agent.Machine) || agent.Machine.KernelVariants.Contains(run.Strategy)))
        {
            return $"needs strategy {run.Strategy}: no agent has or can boot such a kernel "
                + $"({string.Join("; ", agents.Select(agent => $"{agent.Name}: {Label(agent.Machine)}"))})";
        }

        return $"needs {string.Join(", ", RunNeeds.Of(run).Select(need => need.What))}: no agent has all of it " +
            $"({string.Join("; ", agents.Select(agent => $"{agent.Name}: {Why(run, agent, refusals)}"))})";
    }

    private static string Why(RunConfiguration run, AgentStatus agent, IReadOnlyDictionary<string, string> refusals)
    {
        if (refusals.TryGetValue(agent.Id, out string? refusal))
            return refusal;
        return RunNeeds.Unmet(run, agent.Machine) is { } need ? $"{need.What}, {need.Has(agent.Machine)}" : Label(agent.Machine);
    }

    private static string Label(Machine machine) => machine.KernelStrategy.Length > 0
        ? $"its kernel is labelled {machine.KernelStrategy}"
        : $"its kernel has no label and is taken for {machine.EffectiveStrategy}";

    private static string Absence(AgentStatus agent) => agent.Health switch
    {
        AgentHealth.Maintenance => "is in maintenance",
        AgentHealth.Quarantined => $"is quarantined ({agent.Reason})",
        _ => "is offline",
    };
}
