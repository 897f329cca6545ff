using S2Grid.Cli.Compare;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Statistics;
using static System.FormattableString;

namespace S2Grid.Cli.Results;

/// <summary>What must be said below a sweep's own table so that nobody reads too much into it.</summary>
internal static class ResultNotes
{
    /// <summary>The notes, a sentence or two each.</summary>
    public static IEnumerable<string> Of(SweepResults results)
    {
        (CostModel Model, string? Refusal)[] predictions =
        [
            .. from one in results.Configurations
               from model in results.Metrics.Select(metric => metric.Model).OfType<CostModel>()
               select (model, model.Refusal(one.Group.Configuration, one.Scope, one.Group.Provenance)),
        ];
        string[] refusals = [.. predictions.Select(one => one.Refusal).OfType<string>().Distinct()];
        return
        [
            .. results.Comparison.Faults,
            .. results.Configurations.Count == 0 ? [] : Basics(results),
            .. predictions.Where(one => one.Refusal is null).Select(one => one.Model).Distinct().Select(Sentences.Predicted),
            .. refusals.Select(refusal => $"No prediction: {refusal}"),
            .. Published(results, refusals),
            .. results.Sweep.LeaveOneOut().Select(Describe),
            .. results.Configurations.Select(one => one.Group).Where(group => group.Failed > 0).Select(Sentences.Failed),
            .. results.IsCut ? Cut(results) : [],
        ];
    }

    private static IEnumerable<string> Basics(SweepResults results) =>
        [$"Counts are exact, provenance simulated, engine {results.Status.EngineVersion}; changes are against the baseline."];

    private static IEnumerable<string> Cut(SweepResults results) =>
        [Invariant($"Cut after {results.Configurations.Count:N0} configurations; 's2grid results {results.Status.Name} --format csv' has all runs.")];

    private static IEnumerable<string> Published(SweepResults results, string[] refusals)
    {
        IEnumerable<PublishedFigure> figures = results.Configurations.Select(one => results.FigureOf(one.Group)).OfType<PublishedFigure>();
        foreach (var published in figures.GroupBy(Describe))
        {
            yield return $"Published change of {string.Join(", ", published.Select(figure => figure.Backing).Distinct())}: {published.Key}";
        }

        if (results.Published.Any(one => one.Ours is not null))
        {
            yield return PublishedTable.Meaning(results.Published);
        }

        foreach (string absence in PublishedTable.Absences([.. results.Published.Where(one => !refusals.Contains(one.Absence))]))
        {
            yield return $"Nothing stands beside the published change of {absence}";
        }
    }

    private static string Describe(PublishedFigure figure) =>
        $"{figure.Source}; on {figure.Machine}; timed {figure.Timed}. Not comparable with a time measured elsewhere.";

    private static string Describe(LeaveOneOut check)
    {
        Interval percent = check.PredictedPercent;
        Interval saved = check.SavedMilliseconds;
        return Invariant($"Leave one out: fitted without {check.Figure.Backing}, the model predicts {saved.Mid:0.0} ms saved ")
            + Invariant($"({saved.Low:0.0} to {saved.High:0.0}), {percent.Mid:0.0} % ({percent.Low:0.0} to {percent.High:0.0}); ")
            + Invariant($"published {check.Figure.SavedMilliseconds:0} ms, {check.Figure.ChangePercent:0.00} %, ")
            + (check.IsInside ? "lies inside the interval." : Invariant($"lies outside the interval, by {check.MissPercent:0.0} % of the published saving."));
    }
}
