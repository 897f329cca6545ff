using S2Grid.Contracts;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Results;

/// <summary>What must be said below a result table so that nobody reads too much into it.</summary>
internal static class ResultNotes
{
    /// <summary>The notes, a sentence or two each.</summary>
    public static IEnumerable<string> Of(ResultTable results, SweepStatus sweep)
    {
        if (results.Rows.Count > 0)
        {
            yield return $"Counts are exact, provenance simulated, engine {sweep.EngineVersion}; changes are against the baseline.";
        }

        PredictedCell[] predictions = [.. results.Rows.SelectMany(row => row.Predictions)];
        IEnumerable<PredictedCell> made = predictions.Where(prediction => prediction.Refusal is null);
        foreach (string model in made.Select(prediction => prediction.Model).Distinct())
        {
            CostModel known = CostModels.Find(model)!;
            yield return $"Predicted, not measured: cost model {known.Name}, {known.Description}. {known.Limits}";
        }

        foreach (string refusal in predictions.Select(prediction => prediction.Refusal).OfType<string>().Distinct())
        {
            yield return $"No prediction: {refusal}";
        }

        foreach (var published in results.Rows.Select(row => row.Published).OfType<PublishedFigure>().GroupBy(Describe))
        {
            yield return $"Published change of {string.Join(", ", published.Select(figure => figure.Backing).Distinct())}: {published.Key}";
        }

        PublishedComparison[] beside = [.. PublishedComparison.Of(results)];
        if (beside.Any(one => one.Ours is not null))
        {
            yield return PublishedTable.Meaning(beside);
        }

        foreach (string absence in PublishedTable.Absences([.. beside.Where(one => predictions.All(prediction => prediction.Refusal != one.Absence))]))
        {
            yield return $"Nothing stands beside the published change of {absence}";
        }

        foreach (LeaveOneOut check in results.Checks)
        {
            yield return Describe(check);
        }

        foreach (ResultRow row in results.Rows.Where(row => row.Failed > 0))
        {
            string count = Invariant($"{row.Failed:N0} of {row.Failed + row.Runs:N0} runs");
            yield return $"Failed: {count} of {row.Configuration.Canonical}: {row.Error}";
        }

        if (results.IsCut)
        {
            string count = Invariant($"{results.Rows.Count:N0}");
            yield return $"Cut after {count} configurations; 's2grid results {sweep.Name} --format csv' has all runs.";
        }
    }

    /// <summary>What of a run is counted.</summary>
    public static string Describe(Scope scope) => scope switch
    {
        Scope.SplitCall => "split call",
        Scope.Ioctl => "whole ioctl",
        _ => "guest's writes",
    };

    private static string Describe(PublishedFigure figure) =>
        $"{figure.Source}; on {figure.Machine}; timed {figure.Timed}. Not comparable with a time measured elsewhere.";

    private static string Describe(LeaveOneOut check)
    {
        Interval percent = check.PredictedPercent;
        Interval saved = check.SavedMilliseconds;
        string predicted = Invariant($"{saved.Mid:0.0} ms saved ({saved.Low:0.0} to {saved.High:0.0}), {percent.Mid:0.0} % ({percent.Low:0.0} to {percent.High:0.0})");
        string published = Invariant($"{check.Figure.SavedMilliseconds:0} ms, {check.Figure.ChangePercent:0.00} %, is ");
        string where = check.IsInside ? "inside" : Invariant($"outside by {check.MissPercent:0.0} % of it");
        return $"Leave one out: fitted without {check.Figure.Backing}, the model predicts {predicted}; published {published}{where}.";
    }
}
