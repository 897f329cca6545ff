using S2Grid.Views.Compare;
using S2Grid.Views.Output;

namespace S2Grid.Cli.Times;

/// <summary>Draws a time line in lines of text: a row for each lane, in which a character's height is a share.</summary>
internal static class TimelineText
{
    private const int LeastPieces = 10;
    private const int MostPieces = 90;
    private const int TitleWidth = 27;

    /// <summary>The bars at both ends.</summary>
    private const int Bars = 2;

    private const string Heights = " ▁▂▃▄▅▆▇█";

    /// <summary>The lanes from top to bottom; those of vCPUs are shares of all vCPUs.</summary>
    public static IReadOnlyList<(Lane Lane, string Title, bool IsOfVcpus)> Lanes { get; } =
    [
        (Lane.Protects, "lock: ioctl write-protects", false),
        (Lane.Splits, "lock: ioctl splits", false),
        (Lane.OutsideLock, "ioctl without the lock", false),
        (Lane.Waits, "ioctl waits", false),
        (Lane.Faults, "vCPUs in faults", true),
        (Lane.Waiting, "vCPUs stalled", true),
    ];

    public static void Write(Page page, string run, StallStudy study, int vcpus)
    {
        Timeline timeline = study.Draw(Math.Clamp((page.Width ?? int.MaxValue) - TitleWidth - Bars, LeastPieces, MostPieces));
        page.Write();
        page.Write($"Time line of {run}, 0 to {Quantities.Predicted(timeline.Length / 1e6)} ms, at middle costs; height is a share");
        foreach ((Lane lane, string title, bool isOfVcpus) in Lanes)
        {
            IEnumerable<char> heights = timeline[lane].Select(value => Height(value / (isOfVcpus ? vcpus : 1)));
            page.Out.WriteLine($"{title,-TitleWidth}|{string.Concat(heights)}|");
        }
    }

    /// <summary>A character for a share; anything above nothing is to be seen.</summary>
    private static char Height(double share) =>
        Heights[share < 1e-6 ? 0 : Math.Clamp((int)Math.Round(share * (Heights.Length - 1)), 1, Heights.Length - 1)];
}
