using System.Globalization;
using S2Grid.Experiments;

namespace S2Grid.Cli.Results;

/// <summary>The columns of a result table: exact counts and their changes, predictions with intervals, published changes.</summary>
public static class ResultColumns
{
    /// <summary>The columns that these rows need: a change that is zero everywhere and a prediction that nobody makes are left out.</summary>
    public static IEnumerable<ResultColumn> Of(IReadOnlyList<ResultRow> rows) =>
    [
        .. Count(rows, "level-3 visits", row => row.PageVisits, isFirst: true),
        .. Count(rows, "callbacks", row => row.Callbacks),
        .. Count(rows, "TLBIs", row => row.Tlbis),
        .. Count(rows, "tables", row => row.Tables),
        .. Enumerable.Range(0, rows[0].Predictions.Count).SelectMany(model => Prediction(rows, model)),
        .. Published(rows),
    ];

    private static IEnumerable<ResultColumn> Count(IReadOnlyList<ResultRow> rows, string name, Func<ResultRow, CountCell> cell, bool isFirst = false)
    {
        yield return new ResultColumn(name, row => row.Runs == 0 ? "failed" : cell(row).Value.ToString("N0", CultureInfo.InvariantCulture));
        if (isFirst || rows.Any(row => cell(row).ChangePercent is not (null or 0)))
        {
            yield return new ResultColumn("change", row => row.IsBaseline ? isFirst ? "baseline" : "" : cell(row).ChangePercent is { } change && row.Runs > 0 ? Percent(change) : "");
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

    private static string Percent(double percent) => percent.ToString("0.00", CultureInfo.InvariantCulture) + " %";

    private static string Percent(Interval change) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * change.Mid:0.0} % ({100 * change.Low:0.0} to {100 * change.High:0.0})");
}
