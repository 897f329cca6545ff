using System.Text.RegularExpressions;
using static System.FormattableString;

namespace S2Grid.Grains.Matching;

/// <summary>Says why runs that are to be measured wait.</summary>
internal static partial class WaitingRuns
{
    private const int MaxReasons = 3;

    /// <summary>Why runs wait, the most frequent reasons first.</summary>
    /// <param name="runs">The runs that nobody has in work, without repeats, and how many repeats of each.</param>
    /// <param name="agents">All agents.</param>
    /// <param name="refusals">Which agents have said of a run that their machine never can, and why.</param>
    public static Waiting Explain(
        IEnumerable<(RunConfiguration Run, int Repeats)> runs, IReadOnlyList<AgentStatus> agents,
        Func<RunConfiguration, IReadOnlyDictionary<string, string>> refusals)
    {
        (WaitReason Reason, int Repeats)[] all =
        [
            .. from run in runs
               let reason = Explain(run.Run, agents, refusals(run.Run))
               where reason is not null
               select (reason.Value, run.Repeats),
        ];
        (string Reason, int Count)[] reasons =
        [
            .. all.GroupBy(one => one.Reason.Text, StringComparer.Ordinal).Select(alike => (alike.Key, alike.Count()))
                .OrderByDescending(alike => alike.Item2),
        ];
        if (reasons.Length == 0)
            return default;
        IEnumerable<string> shown = reasons.Take(MaxReasons).Select(reason => reason.Count == 1
            ? $"1 configuration {reason.Reason}"
            : Invariant($"{reason.Count} configurations {Plural().Replace(reason.Reason, "$1", 1)}"));
        string more = reasons.Length > MaxReasons ? Invariant($"; and {reasons.Length - MaxReasons} more reasons") : "";
        return new Waiting(
            string.Join("; ", shown) + more,
            all.Sum(one => (long)one.Repeats),
            all.Where(one => one.Reason.IsForGood).Sum(one => (long)one.Repeats));
    }

    /// <summary>Why a run waits; null if an agent could take it now.</summary>
    public static WaitReason? Explain(
        RunConfiguration run, IReadOnlyList<AgentStatus> agents, IReadOnlyDictionary<string, string> refusals)
    {
        AgentStatus[] present = [.. agents.Where(agent => agent is { Health: not AgentHealth.Retired, IsRevoked: false })];
        if (present.Length == 0)
            return new("waits for agents: none has registered ('s2grid agents token create')", IsForGood: false);
        AgentStatus[] able = [.. present.Where(agent => RunNeeds.Fits(run, agent.Machine) && !refusals.ContainsKey(agent.Id))];
        if (able.Any(agent => agent is { IsOnline: true, Health: AgentHealth.Active }))
            return null;
        return able.Length > 0
            ? new($"waits: {string.Join(", ", able.Select(agent => $"{agent.Name} {Absence(agent)}"))}", IsForGood: false)
            : new(Lack(run, present, refusals), IsForGood: true);
    }

    [GeneratedRegex("^(need|wait)s")]
    private static partial Regex Plural();

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
