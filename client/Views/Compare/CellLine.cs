namespace S2Grid.Views.Compare;

/// <summary>One figure of a comparison with all that is to be known of it.</summary>
/// <param name="Comparison">What it is a part of.</param>
/// <param name="Table">Its table.</param>
/// <param name="Column">The number of its column; 0 is the baseline.</param>
/// <param name="Cell">The figure of a configuration; null for a geometric mean.</param>
/// <param name="Mean">A geometric mean; null for the figure of a configuration.</param>
public sealed record CellLine(
    SweepComparison Comparison, ComparisonTable Table, int Column, ComparisonCell? Cell = null, ComparisonMean? Mean = null)
{
    /// <summary>The figures of a comparison, those of a table together and its means last.</summary>
    public static IEnumerable<CellLine> Of(SweepComparison comparison) =>
        from table in comparison.Tables
        from line in (IEnumerable<CellLine>)
        [
            .. from row in table.Rows
               from cell in row.Cells.Index()
               where cell.Item is not null
               select new CellLine(comparison, table, cell.Index, Cell: cell.Item),
            .. table.Means.Index().Where(mean => mean.Item is { Value: not null } or { Change: not null })
                .Select(mean => new CellLine(comparison, table, mean.Index, Mean: mean.Item)),
        ]
        select line;

    /// <summary>What the configuration came to; null for a mean.</summary>
    public RunGroup? Group => Cell?.Group;

    /// <summary>The text of a setting: a mean's where all its configurations share it.</summary>
    public string? this[string setting] => Group is { } group ? group.Configuration[setting]
        : Table.Heading.FirstOrDefault(value => value.Name == setting).Value;

    /// <summary>The published figure that a predicted one repeats; null if there is none, and for the baseline.</summary>
    public PublishedFigure? Published { get; } =
        Column == 0 || Cell is null || Table.Metric.Model is null || Comparison.Sweeps[0].Specification.Published is not { } series ? null
        : PublishedFigures.Of(series).FirstOrDefault(figure =>
            figure.Scope == Table.Origin.Scope && figure.AppliesTo(Cell.Group.Configuration));
}
