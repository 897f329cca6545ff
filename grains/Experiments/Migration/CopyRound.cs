namespace S2Grid.Experiments.Migration;

/// <summary>A round of a live migration.</summary>
/// <param name="Bytes">What it sends.</param>
/// <param name="Sending">Seconds that sending takes.</param>
/// <param name="Overhead">Seconds that getting and clearing the log takes.</param>
/// <param name="Written">Bytes of the pages that the guest writes meanwhile.</param>
/// <param name="Downtime">Seconds that the guest would be stopped for, were it stopped after this round; switching the log off not
/// counted.</param>
public sealed record CopyRound(double Bytes, double Sending, double Overhead, double Written, double Downtime);
