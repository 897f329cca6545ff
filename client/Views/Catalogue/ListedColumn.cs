namespace S2Grid.Views.Catalogue;

/// <summary>A column, and the list that has it.</summary>
/// <param name="List">The list.</param>
/// <param name="Column">The column.</param>
public sealed record ListedColumn(string List, OutputColumn Column);
