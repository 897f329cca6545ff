using S2Grid.Cli.Compare;
using S2Grid.Common;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Results;

/// <summary>What a simulated sweep came to: all its configurations, compared with the sweep's own baseline.</summary>
internal sealed class SweepResults
{
    private readonly IReadOnlyList<PublishedFigure> series;

    private SweepResults(SweepStatus status, ComparedSweep sweep, bool isCut)
    {
        Status = status;
        Sweep = sweep;
        IsCut = isCut;
        Metrics = new ComparisonMetrics(sweep.Specification, sweep.Groups).Standard;
        Comparison = SweepComparison.Build(sweep, Metrics, by: [], sweep.Specification.Baseline);
        Configurations = Comparison.Configurations;
        Published = PublishedComparison.Predicted(sweep, isCut);
        series = sweep.Specification.Published is { } name ? PublishedFigures.Of(name) : [];
    }

    /// <summary>The sweep.</summary>
    public SweepStatus Status { get; }

    /// <summary>Its groups of runs.</summary>
    public ComparedSweep Sweep { get; }

    /// <summary>Whether there are more configurations.</summary>
    public bool IsCut { get; }

    /// <summary>What is shown of each configuration.</summary>
    public IReadOnlyList<ComparisonMetric> Metrics { get; }

    /// <summary>The configurations, compared.</summary>
    public SweepComparison Comparison { get; }

    /// <summary>The configurations in the order of the runs.</summary>
    public IReadOnlyList<ComparedConfiguration> Configurations { get; }

    /// <summary>Published figures beside what cost models predict for them.</summary>
    public IReadOnlyList<PublishedComparison> Published { get; }

    /// <summary>Reads and compares the runs that meet a condition.</summary>
    /// <exception cref="UsageException">The results must not be compared.</exception>
    public static SweepResults Read(SweepStatus status, SweepSpecification specification, SegmentReader reader, string? where)
    {
        GroupedRuns grouped = reader.Group(where, ComparedAxes.Of(specification.Baseline), SweepComparison.MaxConfigurations);
        try
        {
            return new SweepResults(status, new ComparedSweep(status.Name, specification, grouped.Groups), grouped.IsCut);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Incomparable)
        {
            throw new UsageException(e.Message, e);
        }
    }

    /// <summary>The published figure that a configuration repeats; null if there is none.</summary>
    public PublishedFigure? FigureOf(RunGroup group) => series.FirstOrDefault(figure => figure.AppliesTo(group.Configuration));
}
