using S2Grid.Experiments.Results;
using S2Grid.Terminal;
using S2Grid.Views.Compare;
using S2Grid.Views.Reading;
using S2Grid.Views.Reports;

namespace S2Grid.Web.Sweeps;

/// <summary>Sweeps beside one another, or one beside its own baseline.</summary>
/// <param name="Tables">A table for each metric and each heading.</param>
/// <param name="Notes">What must be said below them.</param>
/// <param name="Warnings">What is to be said where not everything is compared.</param>
public sealed record CompareView(
    IReadOnlyList<ReportBlock> Tables, IReadOnlyList<string> Notes, IReadOnlyList<string> Warnings)
{
    private const int MostTables = 100;

    /// <summary>Compares. To be called on a thread that may be kept busy.</summary>
    /// <exception cref="RefusedException">They cannot be compared.</exception>
    /// <exception cref="UsageException">An axis is not one.</exception>
    internal static CompareView Of(IReadOnlyList<StoredSweep> sweeps, CompareQuery query)
    {
        UsageError[] unknown = [.. query.By.Concat(query.Ignored).Where(name => Axes.Find(name) is null)
            .Select(name => UsageError.Unknown("axis", name, [.. Axes.Names]))];
        if (unknown.Length > 0)
            throw new UsageException(unknown);

        List<string> warnings = [];
        ComparisonRequest request = ComparisonRequest.Usual(query.Where) with { By = query.By, Ignored = query.Ignored };
        SweepComparison comparison = request.Compare(sweeps, warnings.Add);
        if (comparison.Tables.Count > MostTables)
            warnings.Add(Invariant($"{comparison.Tables.Count - MostTables:N0} more tables are left out; choose with a condition"));

        return new CompareView(
            [
                .. comparison.Tables.Take(MostTables).Select(table => new ReportBlock.Table(
                    $"{ComparisonText.Title(table)}: {ComparisonText.Heading(table)}", ComparisonWriter.TableOf(table), "")
                {
                    Origins = [OriginWord.Of(table)],
                }),
            ],
            [.. ComparisonNotes.Of(comparison, hasMeans: true)], [.. warnings, .. comparison.Faults, .. comparison.Omissions]);
    }
}
