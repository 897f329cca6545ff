using S2Grid.Views.Compare;
using S2Grid.Views.Reading;

namespace S2Grid.Views.Results;

/// <summary>What a simulated sweep came to: all its configurations, compared with the sweep's own baseline.</summary>
public sealed class SweepResults
{
    private readonly IReadOnlyList<PublishedFigure> series;
    private readonly string? where;

    /// <summary>Reads and compares the runs that meet a condition.</summary>
    public SweepResults(StoredSweep stored, string? where)
    {
        (Stored, this.where) = (stored, where);
        (Sweep, IsCut) = stored.Group(where, ComparedAxes.Of(stored.Specification.Baseline));
        Metrics = new ComparisonMetrics(stored.Specification, Sweep.Groups).Standard;
        Comparison = SweepComparison.Build(Sweep, Metrics, by: [], stored.Specification.Baseline);
        Configurations = Comparison.Configurations;
        Published = PublishedComparison.Predicted(Sweep, IsCut);
        series = stored.Specification.Published is { } name ? PublishedFigures.Of(name) : [];
    }

    /// <summary>What they were read from.</summary>
    public StoredSweep Stored { get; }

    /// <summary>What its configurations came to.</summary>
    public ComparedSweep Sweep { get; }

    /// <summary>Whether there are more configurations.</summary>
    public bool IsCut { get; }

    /// <summary>What is shown of each configuration.</summary>
    public IReadOnlyList<ComparisonMetric> Metrics { get; }

    /// <summary>The configurations beside the sweep's own baseline.</summary>
    public SweepComparison Comparison { get; }

    /// <summary>The configurations in the order of the runs.</summary>
    public IReadOnlyList<ComparedConfiguration> Configurations { get; }

    /// <summary>Published figures beside what cost models predict for them.</summary>
    public IReadOnlyList<PublishedComparison> Published { get; }

    /// <summary>The same as <c>s2grid compare</c> lays it out: a table for each metric, strategies in columns.</summary>
    public SweepComparison Compare() => ComparisonRequest.Usual(where).Compare([Stored], _ => { });

    /// <summary>The published figure that a configuration repeats; null if there is none.</summary>
    public PublishedFigure? FigureOf(RunGroup group) => series.FirstOrDefault(figure => figure.AppliesTo(group.Configuration));
}
