namespace S2Grid.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its header; one that begins with a blank aligns the cells right.</param>
/// <param name="Cell">An item's cell.</param>
internal sealed record Column<T>(string Header, Func<T, string> Cell);
