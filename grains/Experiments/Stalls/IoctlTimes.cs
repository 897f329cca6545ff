namespace S2Grid.Experiments.Stalls;

/// <summary>The times of an ioctl at certain costs.</summary>
/// <param name="Count">How often it holds the lock.</param>
/// <param name="Hold">Each hold by its number.</param>
/// <param name="After">What it does after the last one, in nanoseconds.</param>
internal sealed record IoctlTimes(int Count, Func<int, LockHold> Hold, double After)
{
    /// <summary>How many holds, the first ones, are of the whole slot; all else is of a part.</summary>
    internal int Whole { get; init; }

    /// <summary>How many times as large the slot is as the part.</summary>
    internal double Scale { get; init; } = 1;

    /// <summary>No ioctl: everything is write-protected already, and blocks stay as they are.</summary>
    internal static IoctlTimes None { get; } = new(0, _ => default, 0);
}
