using S2Grid.Views.Compare;
using static System.FormattableString;

namespace S2Grid.Views.Results;

/// <summary>What must be said below a sweep's own table so that nobody reads too much into it.</summary>
public static class ResultNotes
{
    /// <summary>The notes, a sentence or two each.</summary>
    public static IEnumerable<string> Of(SweepResults results)
    {
        (CostModel Model, string? Refusal)[] predictions =
        [
            .. from one in results.Configurations
               from metric in results.Metrics
               let model = metric.Model
               where model is not null
               select (model, (metric.Figure is null
                       ? model.Refusal(one.Group.Configuration, one.Scope, one.Group.Provenance, counters: null)
                       : metric.RefusalOf(one.Group))
                   ?? (one.Group.Runs > 0 && one.Cells.GetValueOrDefault(metric) is { Word: null } cell ? cell.Absence : null)),
        ];
        string[] refusals = [.. predictions.Select(one => one.Refusal).OfType<string>().Distinct()];
        RunGroup[] groups = [.. results.Configurations.Select(one => one.Group)];
        int count = groups.Length;
        return
        [
            .. results.Comparison.Faults,
            .. Where(count > 0, $"Counts are exact by the rules of {Notes.Rules(groups)}, provenance simulated, engine "
                + $"{results.Stored.Status.EngineVersion}; changes are against the baseline."),
            .. Notes.OfCounts(groups),
            .. predictions.Where(one => one.Refusal is null).Select(one => one.Model).Distinct().Select(Notes.Predicted),
            .. results.Metrics.Select(metric => metric.Consequence).OfType<Consequence>().Distinct().Select(kind => kind.Meaning),
            .. Consequence.All
                .Where(kind => kind.IsAskedBy(results.Stored.Specification) && results.Metrics.All(metric => metric.Consequence != kind))
                .Select(Notes.NotPredicted),
            .. Notes.Some(InWords(results)),
            .. refusals.Select(refusal => $"No prediction: {refusal}"),
            .. Published(results, refusals),
            .. PublishedTable.LeftOut(results.Sweep),
            .. Notes.Failures(groups),
            .. Where(results.IsCut, Invariant(
                $"Cut after {count:N0} configurations; 's2grid results {results.Stored.Name} --format csv' has all runs.")),
        ];

        string[] Where(bool isSo, string note) => isSo ? [note] : [];
    }

    /// <summary>Why words stand in the places of figures, for each configuration.</summary>
    private static IEnumerable<string> InWords(SweepResults results)
    {
        string[] varying = [.. ConfigurationColumns.Varying(results.Configurations.Select(one => one.Group), ["strategy"])];
        return from one in results.Configurations
               from reason in one.Cells.Values.Where(cell => cell.Word is not null).Select(cell => cell.Absence).Distinct()
               group string.Join(", ", varying.Select(name => $"{name} {one.Group.Configuration[name]}")) by reason into same
               let more = same.Skip(1).Any() ? Invariant($" and {same.Count() - 1} more") : ""
               select $"{same.First()}{more}: {same.Key}";
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
