namespace S2Grid.Storage.Reading;

/// <summary>A sweep's results, grouped.</summary>
/// <param name="Groups">The groups, by their first run.</param>
/// <param name="IsCut">Whether there are more that were left out.</param>
public sealed record GroupedRuns(IReadOnlyList<RunGroup> Groups, bool IsCut);
