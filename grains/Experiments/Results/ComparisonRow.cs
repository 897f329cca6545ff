namespace S2Grid.Experiments.Results;

/// <summary>A row of a <see cref="ComparisonTable"/>.</summary>
/// <param name="Values">The row's values of <see cref="ComparisonTable.By"/>.</param>
/// <param name="Cells">A cell for each of <see cref="ComparisonTable.Columns"/>; null where nothing was run.</param>
public sealed record ComparisonRow(IReadOnlyList<string> Values, IReadOnlyList<ComparisonCell?> Cells);
