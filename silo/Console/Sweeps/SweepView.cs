using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Terminal;
using S2Grid.Views.Compare;
using S2Grid.Views.Reading;
using S2Grid.Views.Reports;
using S2Grid.Views.Reports.Content;
using S2Grid.Views.Reports.Pictures;

namespace S2Grid.Web.Sweeps;

/// <summary>What a sweep's page shows of its results; its files are closed.</summary>
public sealed class SweepView
{
    private SweepView(SweepSpecification specification) => Specification = specification;

    /// <summary>What chose the runs, where nobody gave a condition and there are more than a page shows; null if it has all.</summary>
    public string? Cut { get; private set; }

    /// <summary>What was run.</summary>
    public SweepSpecification Specification { get; }

    /// <summary>What was found, a sentence each; empty where there are no results.</summary>
    public IReadOnlyList<string> Findings { get; private init; } = [];

    /// <summary>The picture of what was found; null if there is none.</summary>
    public string? First { get; private init; }

    /// <summary>The pictures by name.</summary>
    public IReadOnlyDictionary<string, ShownPicture> Pictures { get; private init; } = new Dictionary<string, ShownPicture>();

    /// <summary>Tables and notes as a report has them, from top to bottom.</summary>
    public IReadOnlyList<ReportBlock> Blocks { get; private init; } = [];

    /// <summary>The configurations beside their baseline; of measured sweeps none.</summary>
    public IReadOnlyList<ComparedConfiguration> Configurations { get; private init; } = [];

    /// <summary>Of their groups, those whose strategy leaves blocks that mainline splits.</summary>
    public IReadOnlySet<RunGroup> Leaving { get; private init; } = new HashSet<RunGroup>();

    /// <summary>By what they are compared.</summary>
    public IReadOnlyList<ComparisonMetric> Metrics { get; private init; } = [];

    /// <summary>The metric of a name; for none that there is a prediction, or else the first.</summary>
    public ComparisonMetric? MetricOf(string? name) => Metrics.FirstOrDefault(metric => metric.Name == name)
        ?? Metrics.FirstOrDefault(metric => metric.Quantity == Quantity.Predicted) ?? (Metrics.Count > 0 ? Metrics[0] : null);

    /// <summary>What is to be said where not everything is shown.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Why runs failed, and how many of a configuration did.</summary>
    public IReadOnlyList<(RunGroup Group, string Error)> Failures { get; private init; } = [];

    /// <summary>Reads and compares the runs that meet a condition. To be called on a thread that may be kept busy.</summary>
    /// <exception cref="RefusedException">The condition cannot be understood.</exception>
    /// <exception cref="UsageException">What is stored cannot be compared.</exception>
    internal static SweepView Of(StoredSweep stored, string? where)
    {
        stored = stored with { IsBrief = true };
        string? cut = where is null ? SweepCut.Of(stored.Specification) : null;
        SweepView view = Read(stored, where ?? cut);
        if (cut is null)
            return view;

        // What was chosen may not have run yet.
        if (view.Findings.Count == 0)
            return Read(stored, where: null);

        view.Cut = cut;
        return view;
    }

    private static SweepView Read(StoredSweep stored, string? where)
    {
        List<string> warnings = [];
        ComparisonRequest request = ComparisonRequest.Usual(where) with { UsualRows = ["backing", "strategy", "vcpus"] };
        SweepComparison comparison = request.Compare([stored], warnings.Add);
        if (comparison.Tables.Count == 0)
            return new SweepView(stored.Specification) { Warnings = warnings };

        (ComparedSweep compared, bool isCut) = stored.Group(where, ["strategy"]);
        IReadOnlyList<PublishedComparison> measured = MeasuredFigures.Of(compared);
        IReadOnlyList<PublishedComparison> published = measured.Count > 0 ? measured : PublishedComparison.Predicted(compared, isCut);
        var content = new ReportContent([stored], comparison, compared.Groups, published, request);
        var gallery = new Gallery(content);
        IReadOnlyList<ComparisonMetric> metrics = [];
        IReadOnlyList<ComparedConfiguration> configurations = [];
        if (stored.Specification.Backend == Backend.Simulated)
        {
            metrics = new ComparisonMetrics(stored.Specification, compared.Groups).Standard;
            configurations = SweepComparison.Build(compared, metrics, by: [], stored.Specification.Baseline).Configurations;
        }

        return new SweepView(stored.Specification)
        {
            Findings = content.Findings.Sentences,
            First = gallery.First?.Name,
            Pictures = gallery.Pictures.ToDictionary(
                picture => picture.Name, picture => new ShownPicture(new Lazy<string>(picture.Svg), picture.Caption, picture.Origins)),
            Blocks = [.. ReportOutline.Of(content, gallery: null, hasMeans: false).SkipWhile(block => block is not ReportBlock.Heading)],
            Configurations = configurations,
            Leaving = BlocksLeft.Of([.. configurations.Select(one => one.Group)]).Select(left => left.Group).ToHashSet(),
            Metrics = metrics,
            Warnings = warnings,
            Failures = [.. compared.Groups.Where(group => group.Failed > 0).Select(group => (group, group.Error ?? ""))],
        };
    }
}
