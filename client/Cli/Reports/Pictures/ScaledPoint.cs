namespace S2Grid.Cli.Reports.Pictures;

/// <summary>What a VM of one size came to.</summary>
/// <param name="Memory">Its size in bytes.</param>
/// <param name="Value">The count, or the median in milliseconds; above 0.</param>
/// <param name="Low">The lower bound of the interval; the value where there is none.</param>
/// <param name="High">The upper bound; the value where there is none.</param>
internal sealed record ScaledPoint(ulong Memory, double Value, double Low, double High);
