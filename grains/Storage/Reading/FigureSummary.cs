namespace S2Grid.Storage.Reading;

/// <summary>What a figure comes to in several runs.</summary>
/// <param name="Sum">All together.</param>
/// <param name="Median">The one in the middle, or the mean of the two that are.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The most.</param>
public sealed record FigureSummary(double Sum, double Median, double Min, double Max);
