namespace S2Grid.Experiments.Results;

/// <summary>An exact count and its exact change against the baseline.</summary>
/// <param name="Value">The count.</param>
/// <param name="ChangePercent">(value - baseline) / baseline in per cent; null without a baseline or where the baseline counts none.</param>
public readonly record struct CountCell(long Value, double? ChangePercent);
