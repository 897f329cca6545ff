using S2Grid.Views.Compare;
using S2Grid.Views.Reading;

namespace S2Grid.Views.Reports.Content;

/// <summary>What a report tells.</summary>
/// <param name="Sweeps">The sweep, or the sweeps that are compared, the baseline first.</param>
/// <param name="Comparison">What its configurations came to, compared.</param>
/// <param name="Groups">What the configurations of the first came to.</param>
/// <param name="Published">Published figures beside ours.</param>
/// <param name="Request">What was asked for.</param>
public sealed record ReportContent(
    IReadOnlyList<StoredSweep> Sweeps,
    SweepComparison Comparison,
    IReadOnlyList<RunGroup> Groups,
    IReadOnlyList<PublishedComparison> Published,
    ComparisonRequest Request)
{
    /// <summary>Runs up to which they are written as CSV, which takes some 2 kB a run.</summary>
    public const int MaxCsvRuns = 100_000;

    /// <summary>Tables up to which they are printed; <c>s2grid compare</c> has all.</summary>
    public const int MaxTables = 100;

    /// <summary>Gathers what a report of sweeps tells.</summary>
    /// <param name="sweeps">The sweep, or the sweeps that are compared, the baseline first.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="warn">Takes what is to be said where not everything is compared.</param>
    /// <exception cref="UsageException">There is nothing to tell, or the request does not fit the sweeps.</exception>
    public static ReportContent Of(IReadOnlyList<StoredSweep> sweeps, ComparisonRequest request, Action<string> warn)
    {
        SweepComparison comparison = request.Compare(sweeps, warn);
        StoredSweep first = sweeps[0];
        if (comparison.Tables.Count == 0)
        {
            throw new UsageException(new UsageError(
                request.Where is null ? $"{first.Name} has no results yet" : "no run matches the condition", request.Where ?? first.Name));
        }

        (ComparedSweep compared, bool isCut) = first.Group(request.Where, ["strategy"]);
        IReadOnlyList<PublishedComparison> measured = MeasuredFigures.Of(compared);
        IReadOnlyList<PublishedComparison> published = sweeps.Count > 1 ? []
            : measured.Count > 0 ? measured : PublishedComparison.Predicted(compared, isCut);
        return new ReportContent(sweeps, comparison, compared.Groups, published, request);
    }

    /// <summary>The sweep, or the baseline of several.</summary>
    public StoredSweep Stored => Sweeps[0];

    /// <summary>What the report is called.</summary>
    public string Title => string.Join(", ", Sweeps.Select(sweep => sweep.Name));

    /// <summary>The condition that runs meet; null for all.</summary>
    public string? Where => Request.Where;

    /// <summary>How many runs there are that meet the condition.</summary>
    public long Runs => runs ??= Sweeps.Sum(sweep => sweep.Runs.Count(Request.Where));

    private long? runs;

    /// <summary>Whether the runs are written as CSV too.</summary>
    public bool HasCsv => Runs <= MaxCsvRuns;

    /// <summary>Where the runs are, in a sentence.</summary>
    public string RunsText => HasCsv
        ? Sweeps.Count > 1 ? "The runs of each sweep are in a file of its name" : "The runs are in runs.csv and runs.parquet"
        : string.Create(CultureInfo.InvariantCulture,
            $"The {Runs:N0} runs are in runs.parquet; as CSV they would take gigabytes ('s2grid results {Stored.Name} --format csv' "
            + $"writes them)");

    /// <summary>What was found.</summary>
    public Findings Findings => field ??= new Findings(this);

    /// <summary>The effective values in which tables differ, besides the scenario.</summary>
    public IReadOnlyList<string> Varying { get; } = [.. Comparison.Varying.Where(name => name != "scenario")];

    /// <summary>The effective values that all tables share, and the agent and the kernel if all have the same.</summary>
    public IReadOnlyList<(string Name, string Value)> Shared => Comparison.Tables.Count == 0 ? [] :
    [
        .. Comparison.Tables[0].Heading.Where(value => value.Name != "scenario" && !Varying.Contains(value.Name)),
        .. HasOneOrigin ? OriginOf(Comparison.Tables[0]) : [],
    ];

    /// <summary>What each of the sweep's cost models makes up the time of each scenario of; none where times were measured.</summary>
    public IReadOnlyList<CostBreakdown> Breakdowns { get; } = Sweeps.Count > 1 || Sweeps[0].Specification.Backend == Backend.Kvm ? [] :
    [
        .. from model in Sweeps[0].Specification.CostModels
           from scenario in Groups.GroupBy(runs => runs.Configuration.Scenario)
           select CostBreakdown.Of(model, [.. scenario], Sweeps[0].Specification),
    ];

    /// <summary>A file's name for one of the sweeps: as it is where there is one sweep, else with the sweep's name.</summary>
    public string FileOf(StoredSweep sweep, string file) =>
        Sweeps.Count == 1 ? file : $"{Path.GetFileNameWithoutExtension(file)}-{sweep.Name}{Path.GetExtension(file)}";

    /// <summary>What a table is about, without what all tables share.</summary>
    public string Heading(ComparisonTable table)
    {
        IEnumerable<string> values = table.Heading
            .Where(value => value.Name == "scenario" || Varying.Contains(value.Name))
            .Select(value => $"{value.Name} {value.Value}");
        return string.Join(", ", values.Concat(HasOneOrigin ? [] : OriginOf(table).Select(value => $"{value.Name} {value.Value}")));
    }

    private bool HasOneOrigin => !Comparison.Tables.Select(table => (table.Origin.Agent, table.Origin.Kernel)).Distinct().Skip(1).Any();

    private static IEnumerable<(string Name, string Value)> OriginOf(ComparisonTable table) =>
        ((IEnumerable<(string Name, string? Value)>)[("agent", table.Origin.Agent), ("kernel", table.Origin.Kernel)])
            .Where(value => value.Value is not null)
            .Select(value => (value.Name, value.Value!));
}
