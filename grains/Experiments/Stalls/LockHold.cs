namespace S2Grid.Experiments.Stalls;

/// <summary>One time that an ioctl holds the MMU lock without a chance for others to take it.</summary>
/// <param name="Gap">What the ioctl does before it takes the lock, in nanoseconds: top-ups, a flush.</param>
/// <param name="Held">How long it holds the lock, in nanoseconds.</param>
/// <param name="ProtectedTo">Up to which share of the slot pages are write-protected after it.</param>
/// <param name="SplitTo">Up to which share of the slot blocks are split after it.</param>
/// <param name="IsDropped">Whether the lock is dropped before it even if nobody waits.</param>
internal readonly record struct LockHold(double Gap, double Held, double ProtectedTo, double SplitTo, bool IsDropped);
