namespace S2Grid.Times.Stalls;

/// <summary>The times of an ioctl at certain costs.</summary>
/// <param name="Count">How often it holds the lock.</param>
/// <param name="Hold">Each hold by its number.</param>
/// <param name="After">What it does after the last one, in nanoseconds.</param>
internal sealed record IoctlTimes(int Count, Func<int, LockHold> Hold, double After)
{
    /// <summary>No ioctl: everything is write-protected already, and blocks stay as they are.</summary>
    internal static IoctlTimes None { get; } = new(0, _ => default, 0);
}
