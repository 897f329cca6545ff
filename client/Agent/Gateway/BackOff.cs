namespace S2Grid.Agent.Gateway;

/// <summary>
/// How long to wait before the next attempt: twice as long after each failure, up to a limit, less a random half, so that a hundred agents
/// do not come back at the same moment.
/// </summary>
internal sealed class BackOff(Random random)
{
    /// <summary>The longest wait.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private const int MaxDoublings = 6;

    private int failures;

    /// <summary>Something worked: begin anew.</summary>
    internal void Reset() => failures = 0;

    /// <summary>The wait after one more failure.</summary>
    internal TimeSpan Next()
    {
        TimeSpan whole = First * (1 << Math.Min(failures++, MaxDoublings));
        whole = whole < Longest ? whole : Longest;
        return whole * (0.5 + (random.NextDouble() / 2));
    }
}
