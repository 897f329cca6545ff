namespace S2Grid.Storage.Reading;

/// <summary>Results as a table that is read once, row by row.</summary>
/// <param name="Columns">The columns' names.</param>
/// <param name="Rows">One array a run, by ascending run: long, double, string or null, in the order of the columns.</param>
public sealed record ResultRows(IReadOnlyList<string> Columns, IEnumerable<object?[]> Rows);
