using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using static System.FormattableString;

namespace S2Grid.Experiments.Published;

/// <summary>A published change beside ours, and whether it lies inside our interval.</summary>
/// <param name="Figure">What was published.</param>
/// <param name="Quantity">Whether ours is predicted or measured.</param>
/// <param name="By">The cost model that predicts ours, or the agent that measured it.</param>
/// <param name="Ours">Our change as a fraction, with its bounds; null where there is none.</param>
/// <param name="Absence">Why there is none, in a sentence; null where there is one.</param>
public sealed record PublishedComparison(PublishedFigure Figure, Quantity Quantity, string By, Interval? Ours, string? Absence)
{
    private const double Percent = 100;

    /// <summary>Whether our difference is more than chance; null for what is not measured.</summary>
    public ComparisonTest? Test { get; init; }

    /// <summary>How many samples a side ours rests on, for people: <c>n=10</c>; empty for what is not measured.</summary>
    public string Samples => Test switch
    {
        null => "",
        { } test when test.Samples == test.BaselineSamples => Invariant($"n={test.Samples}"),
        { } test => Invariant($"n={test.BaselineSamples}+{test.Samples}"),
    };

    /// <summary>Whether the published change lies in our interval; null where ours is missing.</summary>
    public bool? IsInside => Ours?.Contains(Figure.ChangePercent / Percent);

    /// <summary>Our mid less the published change, in percentage points: negative where ours is faster. Null where ours is missing.</summary>
    public double? ResidualPoints => (Ours?.Mid * Percent) - Figure.ChangePercent;

    /// <summary>
    /// Every published figure that a table repeats, beside what each cost model of the sweep predicts for it; and every one that it is to
    /// repeat and does not.
    /// </summary>
    public static IReadOnlyList<PublishedComparison> Of(ResultTable table) => [.. Repeated(table), .. table.IsCut ? [] : Missing(table)];

    private static IEnumerable<PublishedComparison> Repeated(ResultTable table) =>
        from row in table.Rows
        where row.Published is not null
        from prediction in row.Predictions
        select new PublishedComparison(
            row.Published!, Quantity.Predicted, prediction.Model, prediction.Change, prediction.Refusal ?? NoBaseline(prediction));

    private static IEnumerable<PublishedComparison> Missing(ResultTable table) =>
        from figure in table.Series is { } series ? PublishedFigures.Of(series) : []
        where table.Rows.All(row => row.Published != figure)
        select new PublishedComparison(figure, Quantity.Predicted, "", null, $"No run here repeats it: it is of {figure.Experiment}.");

    private static string? NoBaseline(PredictedCell prediction) =>
        prediction.Change is null ? "There is no baseline in the sweep to predict a change from." : null;
}
