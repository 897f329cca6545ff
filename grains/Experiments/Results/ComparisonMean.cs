using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

/// <summary>The geometric mean of a column over all rows of a table.</summary>
/// <param name="Value">Of the values; null unless every row has one above zero.</param>
/// <param name="Interval">The means of the intervals' bounds, for what is predicted; null otherwise.</param>
/// <param name="Change">Of the ratios to the baseline, as a change; null unless every row has one and no ratio is zero.</param>
/// <param name="ChangeInterval">The means of the ratios' bounds, for what is predicted; null otherwise.</param>
/// <remarks>Where a lower bound is zero in any row, so is the mean of the lower bounds.</remarks>
public sealed record ComparisonMean(double? Value, Interval? Interval, double? Change, Interval? ChangeInterval)
{
    /// <summary>Whether changes were tested and no difference was found in any row; then there is no mean of them.</summary>
    public bool IsNoneFound { get; init; }
}
