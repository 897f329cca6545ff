using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Results;

/// <summary>The columns of a result table: exact counts and their changes, predictions with intervals, published changes.</summary>
internal static class ResultColumns
{
    /// <summary>A change of an exact count below this, as a fraction, is not all: it is shown with more digits, not as -100.00 %.</summary>
    public const double AlmostAll = -0.99995;

    /// <summary>The columns that these rows need: without changes that are zero everywhere and predictions that nobody makes.</summary>
    public static IEnumerable<ResultColumn> Of(IReadOnlyList<ResultRow> rows) =>
    [
        .. Count(rows, "level-3 visits", row => row.PageVisits, isFirst: true),
        .. Count(rows, "callbacks", row => row.Callbacks),
        .. Count(rows, "TLBIs", row => row.Tlbis),
        .. Count(rows, "tables", row => row.Tables),
        .. Enumerable.Range(0, rows[0].Predictions.Count).SelectMany(model => Prediction(rows, model)),
        .. Published(rows),
    ];

    private static IEnumerable<ResultColumn> Count(
        IReadOnlyList<ResultRow> rows, string name, Func<ResultRow, CountCell> cell, bool isFirst = false)
    {
        yield return new ResultColumn(name, row => row.Runs == 0 ? "failed" : Invariant($"{cell(row).Value:N0}"));
        if (isFirst || rows.Any(row => cell(row).ChangePercent is not (null or 0)))
        {
            yield return new ResultColumn("change", row => row switch
            {
                { IsBaseline: true } => isFirst ? "baseline" : "",
                { Runs: > 0 } when cell(row).ChangePercent is { } change => CountPercent(change),
                _ => "",
            });
        }
    }

    private static IEnumerable<ResultColumn> Prediction(IReadOnlyList<ResultRow> rows, int model)
    {
        if (rows.Any(row => row.Predictions[model].Nanoseconds is not null))
        {
            yield return new ResultColumn(
                $"predicted by {rows[0].Predictions[model].Model}",
                row => row.Predictions[model].Nanoseconds is { } time ? Durations.Describe(time) : "");
        }

        if (rows.Any(row => row.Predictions[model].Change is not null))
        {
            yield return new ResultColumn("predicted change", row => row.Predictions[model].Change is { } change ? Percent(change) : "");
        }
    }

    private static IEnumerable<ResultColumn> Published(IReadOnlyList<ResultRow> rows) =>
        rows.Any(row => row.Published is not null)
            ? [new ResultColumn("published change", row => row.Published is { } figure ? Percent(figure.ChangePercent) : "")]
            : [];

    private static string CountPercent(double percent) =>
        percent is > -100 and < 100 * AlmostAll ? Invariant($"{percent:0.00##} %") : Percent(percent);

    private static string Percent(double percent) => Invariant($"{percent:0.00} %");

    private static string Percent(Interval change) =>
        Invariant($"{100 * change.Mid:0.0} % ({100 * change.Low:0.0} to {100 * change.High:0.0})");
}
