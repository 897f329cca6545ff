namespace S2Grid.Common;

/// <summary>
/// How long to wait before the next attempt: twice as long after each failure, up to a limit, less a random half, so that a hundred
/// programs do not come back at the same moment.
/// </summary>
/// <param name="first">The wait after the first failure, at most.</param>
/// <param name="max">The longest wait.</param>
/// <param name="random">Decides what is taken off.</param>
public sealed class BackOff(TimeSpan first, TimeSpan max, Random random)
{
    private TimeSpan? last;

    /// <summary>Something worked: begin anew.</summary>
    public void Reset() => last = null;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        TimeSpan whole = last switch
        {
            null => first,
            { } wait when wait < max / 2 => 2 * wait,
            _ => max,
        };
        last = whole;
        return whole * (0.5 + (random.NextDouble() / 2));
    }
}
