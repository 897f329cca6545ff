using static System.FormattableString;

namespace S2Grid.Grains.Matching;

/// <summary>Tells of a measured sweep which runs no agent can do as things stand.</summary>
public static class ImpossibleRuns
{
    private static readonly Dictionary<string, string> NoRefusals = [];

    /// <summary>All of them: those with the same reason together, in the order of the first of each.</summary>
    /// <param name="specification">The sweep.</param>
    /// <param name="agents">All agents.</param>
    /// <returns>The runs as people write them, as in <c>0 to 4, 9</c>, and why they cannot be done.</returns>
    public static IEnumerable<(string Runs, string Reason)> Of(SweepSpecification specification, IReadOnlyList<AgentStatus> agents)
    {
        SweepPlan plan = specification.Plan;
        int repeats = specification.Repeats;
        return from index in Enumerable.Range(0, (int)(plan.RunCount / repeats))
               let first = (long)index * repeats
               let reason = WaitingRuns.Explain(plan[first].Configuration, agents, NoRefusals)?.Text
               where reason is not null
               group first by reason into alike
               select (string.Join(", ", Ranges(alike, repeats)), alike.Key);
    }

    /// <summary>Runs of neighbouring configurations as one range.</summary>
    private static IEnumerable<string> Ranges(IEnumerable<long> firsts, int repeats)
    {
        (long Start, long End) range = (0, 0);
        foreach (long first in firsts)
        {
            if (first == range.End && range.End > range.Start)
            {
                range.End += repeats;
                continue;
            }

            if (range.End > range.Start)
                yield return Describe(range);

            range = (first, first + repeats);
        }

        yield return Describe(range);
    }

    private static string Describe((long Start, long End) range) =>
        range.End - range.Start == 1 ? Invariant($"{range.Start}") : Invariant($"{range.Start} to {range.End - 1}");
}
