namespace S2Grid.Experiments.Stalls;

/// <summary>What an ioctl does to the vCPUs, at certain costs; times in nanoseconds.</summary>
/// <param name="Stalls">How long each vCPU waited for others in all, ascending.</param>
/// <param name="LongestWait">The longest wait of one fault.</param>
/// <param name="LongestHold">The longest time that the ioctl had the lock without dropping it.</param>
/// <param name="Ioctl">When the ioctl returned.</param>
/// <param name="Written">When every page had been written.</param>
public sealed record StallFigures(IReadOnlyList<double> Stalls, double LongestWait, double LongestHold, double Ioctl, double Written)
{
    /// <summary>The stall that so many per cent of the vCPUs do not exceed.</summary>
    internal double Percentile(int percent) => Stalls[Math.Max(0, ((Stalls.Count * percent) + 99) / 100 - 1)];
}
