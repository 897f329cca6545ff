using S2Grid.Experiments.Planning;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary>Says in words how a sweep shares the grid.</summary>
internal static class PolicyText
{
    /// <summary>What is not as usual; empty if all is.</summary>
    public static string Describe(SweepPolicy policy)
    {
        var parts = new List<string>();
        if (policy.Weight != 1)
        {
            parts.Add(Invariant($"weight {policy.Weight}"));
        }

        if (policy.Priority != 0)
        {
            parts.Add(Invariant($"priority {policy.Priority}"));
        }

        if (policy.Parallelism is { } most)
        {
            parts.Add(Invariant($"at most {most} {(most == 1 ? "batch" : "batches")} at once"));
        }

        if (policy.FailFast)
        {
            parts.Add("stops at the first failure");
        }

        return string.Join(", ", parts);
    }
}
