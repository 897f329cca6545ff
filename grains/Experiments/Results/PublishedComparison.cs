using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

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
    public string Samples => Test?.SampleCounts ?? "";

    /// <summary>Whether the model that predicts ours was made from the figure: then that it lies inside says only that the model can
    /// reproduce it.</summary>
    public bool IsFitted => Quantity == Quantity.Predicted && By == Figure.Series;

    /// <summary>Whether the published change lies in our interval; null where ours is missing.</summary>
    public bool? IsInside => Ours?.Contains(Figure.ChangePercent / Percent);

    /// <summary>Our midpoint less the published change, in percentage points: negative where ours is faster. Null where ours is
    /// missing.</summary>
    public double? ResidualPoints => (Ours?.Mid * Percent) - Figure.ChangePercent;

    /// <summary>
    /// Every published figure that simulated runs repeat, beside what each cost model of the sweep predicts for it; and every figure of the
    /// sweep's series that none repeats.
    /// </summary>
    /// <param name="sweep">What was simulated.</param>
    /// <param name="isCut">Whether there are more runs, so that a figure that is not repeated here may be elsewhere.</param>
    public static IReadOnlyList<PublishedComparison> Predicted(ComparedSweep sweep, bool isCut)
    {
        IReadOnlyList<PublishedFigure> series = sweep.Specification.Published is { } name ? PublishedFigures.Of(name) : [];
        (PublishedFigure Figure, RunGroup Runs)[] repeated =
        [
            .. from runs in sweep.Groups
               from figure in series.Where(figure => figure.AppliesTo(runs.Configuration)).Take(1)
               select (figure, runs),
        ];
        var metrics = new ComparisonMetrics(sweep.Specification, sweep.Groups);
        return
        [
            .. from one in repeated
               from metric in metrics.Predictions
               select Predict(one.Figure, one.Runs, metric, sweep),
            .. from figure in isCut ? [] : series.Except(repeated.Select(one => one.Figure))
               select new PublishedComparison(figure, Quantity.Predicted, "", null,
                   $"No run here repeats it: it is of {figure.Experiment}."),
        ];
    }

    private static PublishedComparison Predict(PublishedFigure figure, RunGroup runs, ComparisonMetric metric, ComparedSweep sweep)
    {
        RunConfiguration baseline = runs.Configuration.With(sweep.Specification.Baseline);
        RunGroup? other = sweep.Groups.FirstOrDefault(group => group.Configuration.Equals(baseline));
        ComparisonCell cell = new CellBuilder(metric).Build(new ComparedGroup(runs, "", [], [], other, "the baseline"));
        string? absence = cell.ChangeInterval is null
            ? cell.Absence ?? "There is no baseline in the sweep to predict a change from." : null;
        return new PublishedComparison(figure, Quantity.Predicted, metric.Model!.Name, cell.ChangeInterval, absence);
    }
}
