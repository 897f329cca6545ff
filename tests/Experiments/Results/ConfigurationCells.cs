using S2Grid.Experiments.Results;

namespace S2Grid.Experiments.Tests.Results;

/// <summary>Finds the figures of a configuration by name.</summary>
internal static class ConfigurationCells
{
    internal static ComparisonCell Cell(this ComparedConfiguration one, string metric)
        => one.Cells.Single(cell => cell.Key.Name == metric).Value;

    internal static ComparisonCell Visits(this ComparedConfiguration one) => one.Cell("level-3-visits");

    internal static ComparisonCell Callbacks(this ComparedConfiguration one) => one.Cell("callbacks");

    internal static ComparisonCell Tlbis(this ComparedConfiguration one) => one.Cell("tlbis");

    internal static ComparisonCell Tables(this ComparedConfiguration one) => one.Cell("tables");
}
