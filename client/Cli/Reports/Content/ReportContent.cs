using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;

namespace S2Grid.Cli.Reports.Content;

/// <summary>What a report tells.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="Request">What it was started with.</param>
/// <param name="Specification">Its effective specification.</param>
/// <param name="Comparison">What its configurations came to, compared.</param>
/// <param name="Groups">What its configurations came to.</param>
/// <param name="Published">Published figures beside ours.</param>
/// <param name="Baseline">What was asked to be compared with what; null for the sweep's own baseline.</param>
/// <param name="Where">The condition that runs meet; null for all.</param>
internal sealed record ReportContent(
    SweepStatus Sweep,
    SweepRequest Request,
    SweepSpecification Specification,
    SweepComparison Comparison,
    IReadOnlyList<RunGroup> Groups,
    IReadOnlyList<PublishedComparison> Published,
    AxisPattern? Baseline,
    string? Where)
{
    /// <summary>Runs up to which they are written as CSV, which takes some 2 kB a run.</summary>
    public const int MaxCsvRuns = 100_000;

    /// <summary>Tables up to which they are printed; <c>s2grid compare</c> has all.</summary>
    public const int MaxTables = 100;

    /// <summary>How many runs there are that meet the condition.</summary>
    public required long Runs { get; init; }

    /// <summary>Whether the runs are written as CSV too.</summary>
    public bool HasCsv => Runs <= MaxCsvRuns;

    /// <summary>Where the runs are, in a sentence.</summary>
    public string RunsText => HasCsv
        ? "The runs are in runs.csv and runs.parquet"
        : System.FormattableString.Invariant($"The {Runs:N0} runs are in runs.parquet; as CSV they would take gigabytes ('s2grid results {Sweep.Name} --format csv' writes them)");

    /// <summary>The effective values in which tables differ, besides the scenario.</summary>
    public IReadOnlyList<string> Varying { get; } = [.. Comparison.Varying.Where(name => name != "scenario")];

    /// <summary>The effective values that all tables share, and the agent and the kernel if all have the same.</summary>
    public IReadOnlyList<(string Name, string Value)> Shared => Comparison.Tables.Count == 0 ? [] :
    [
        .. Comparison.Tables[0].Heading.Where(value => value.Name != "scenario" && !Varying.Contains(value.Name)),
        .. HasOneOrigin ? OriginOf(Comparison.Tables[0]) : [],
    ];

    /// <summary>What each of the sweep's cost models makes up the time of each scenario of; none where times were measured.</summary>
    public IReadOnlyList<CostBreakdown> Breakdowns { get; } = Specification.Backend == Backend.Kvm ? [] :
    [
        .. from model in Specification.CostModels.Select(CostModels.Find).OfType<CostModel>()
           from scenario in Groups.GroupBy(runs => runs.Configuration.Scenario)
           select CostBreakdown.Of(model, [.. scenario], Specification.Published),
    ];

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
