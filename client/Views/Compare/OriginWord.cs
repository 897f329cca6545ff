namespace S2Grid.Views.Compare;

/// <summary>Where figures come from in one word, which pages give a colour besides.</summary>
public static class OriginWord
{
    /// <summary>What a cost model says of counts.</summary>
    public const string Predicted = "predicted";

    /// <summary>What others have published.</summary>
    public const string Published = "published";

    /// <summary>Where the figures of a table come from.</summary>
    public static string Of(ComparisonTable table) => Of(table.Metric, table.Origin.Provenance);

    /// <summary>Where the figures of a metric come from.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="provenance">Where that comes from which it was read from.</param>
    public static string Of(ComparisonMetric metric, Provenance provenance) =>
        metric.Quantity == Quantity.Predicted ? Predicted : provenance.Word();

    /// <summary>Where published figures and ours beside them come from.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<PublishedComparison> published) =>
    [
        Published,
        published.Any(one => one is { Ours: not null, Quantity: Quantity.Measured }) ? Provenance.Hardware.Word() : Predicted,
    ];
}
