using S2Grid.Experiments.Results;

namespace S2Grid.Cli.Results;

/// <summary>A column of a result table.</summary>
/// <param name="Header">What it shows.</param>
/// <param name="Cell">What it shows of a row.</param>
internal sealed record ResultColumn(string Header, Func<ResultRow, string> Cell);
