using S2Grid.Cli.Compare;
using static System.FormattableString;

namespace S2Grid.Cli.Results;

/// <summary>What must be said below a sweep's own table so that nobody reads too much into it.</summary>
internal static class ResultNotes
{
    public static IEnumerable<string> Of(SweepResults results)
    {
        (CostModel Model, string? Refusal)[] predictions =
        [
            .. from one in results.Configurations
               from metric in results.Metrics
               let model = metric.Model
               where model is not null
               select (model, (metric.Stall is null
                       ? model.Refusal(one.Group.Configuration, one.Scope, one.Group.Provenance, counters: null)
                       : StallStudy.RefusalOf(model, one.Group.Configuration))
                   ?? (one.Group.Runs > 0 ? one.Cells.GetValueOrDefault(metric)?.Absence : null)),
        ];
        string[] refusals = [.. predictions.Select(one => one.Refusal).OfType<string>().Distinct()];
        RunGroup[] groups = [.. results.Configurations.Select(one => one.Group)];
        int count = groups.Length;
        return
        [
            .. results.Comparison.Faults,
            .. Where(count > 0, $"Counts are exact by the rules of {Notes.Rules(groups)}, provenance simulated, engine "
                + $"{results.Stored.Status.EngineVersion}; changes are against the baseline."),
            .. Notes.Blocks(groups),
            .. Notes.Unmeasured(groups),
            .. Notes.Kernels(groups),
            .. Notes.Proposed(groups),
            .. Notes.Clears(groups),
            .. Notes.Mappings(groups),
            .. predictions.Where(one => one.Refusal is null).Select(one => one.Model).Distinct().Select(Notes.Predicted),
            .. Where(results.Metrics.Any(metric => metric.Stall is not null), Notes.Stalls),
            .. Where(results.Stored.Specification.HasStalls && results.Metrics.All(metric => metric.Stall is null), Notes.NoStalls),
            .. refusals.Select(refusal => $"No prediction: {refusal}"),
            .. Published(results, refusals),
            .. PublishedTable.LeftOut(results.Sweep),
            .. Notes.Failures(groups),
            .. Where(results.IsCut, Invariant(
                $"Cut after {count:N0} configurations; 's2grid results {results.Stored.Name} --format csv' has all runs.")),
        ];

        string[] Where(bool isSo, string note) => isSo ? [note] : [];
    }

    private static IEnumerable<string> Published(SweepResults results, string[] refusals)
    {
        IEnumerable<PublishedFigure> figures = results.Configurations.Select(one => results.FigureOf(one.Group)).OfType<PublishedFigure>();
        foreach (var published in figures.GroupBy(Describe))
            yield return $"Published change of {string.Join(", ", published.Select(figure => figure.Backing).Distinct())}: {published.Key}";

        if (results.Published.Any(one => one.Ours is not null))
            yield return PublishedTable.Meaning(results.Published);

        foreach (string absence in PublishedTable.Absences([.. results.Published.Where(one => !refusals.Contains(one.Absence))]))
            yield return $"Nothing stands beside the published change of {absence}";
    }

    private static string Describe(PublishedFigure figure) =>
        $"{figure.Source}; on {figure.Machine}; timed {figure.Timed}. Not comparable with a time measured elsewhere.";
}
