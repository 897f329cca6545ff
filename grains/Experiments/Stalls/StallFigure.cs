using S2Grid.Experiments.Consequences;

namespace S2Grid.Experiments.Stalls;

/// <summary>A figure of what an ioctl does to the vCPUs, in nanoseconds.</summary>
/// <param name="Name">What it is called in files and on command lines.</param>
/// <param name="Title">What it is called in tables.</param>
/// <param name="Description">What it says, in a line.</param>
/// <param name="IsUsual">Whether tables of runs have it where nobody says which figures to show.</param>
/// <param name="Of">Takes it from what the simulation came to, in nanoseconds.</param>
public sealed record StallFigure(string Name, string Title, string Description, bool IsUsual, Func<StallFigures, double> Of)
    : PredictedFigure(Name, Title, Description, "ns", IsUsual)
{
    /// <summary>All figures in the order of tables.</summary>
    public static IReadOnlyList<StallFigure> All { get; } =
    [
        new("stall-total", "stall of all vCPUs", "time that vCPUs wait for others, added up", true, figures => figures.Stalls.Sum()),
        new("stall-p50", "stall p50", "time that half of the vCPUs do not exceed", true, figures => figures.Percentile(50)),
        new("stall-p99", "stall p99", "time that 99 % of the vCPUs do not exceed", true, figures => figures.Percentile(99)),
        new("stall-max", "stall max", "time that the vCPU waits which waits longest in all", true, figures => figures.Percentile(100)),
        new("longest-wait", "longest wait", "the longest wait of one fault", false, figures => figures.LongestWait),
        new("longest-hold", "longest hold", "the longest time that the ioctl holds mmu_lock without dropping it", true,
            figures => figures.LongestHold),
        new("ioctl-end", "ioctl ends", "when the ioctl returns", false, figures => figures.Ioctl),
        new("all-written", "all written", "when every page has been written", true, figures => figures.Written),
    ];
}
