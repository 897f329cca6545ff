namespace S2Grid.Storage.Reading;

/// <summary>Runs that are alike in some columns, and what they came to.</summary>
/// <param name="Values">The values in which they are alike, in the order in which the columns were asked for.</param>
/// <param name="Runs">How many they are.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Figures">What the others came to, by column; those of which none has anything are left out.</param>
public sealed record SummaryRow(
    IReadOnlyList<object?> Values, long Runs, long Failed, IReadOnlyDictionary<string, FigureSummary> Figures);
