using S2Grid.Cli.Reports;
using S2Grid.Cli.Results;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Compare;

/// <summary>A comparison's figures for people.</summary>
internal static class ComparisonText
{
    private const string Nothing = "-";
    private const double SmallestShownP = 0.001;

    /// <summary>The values that all configurations of a table share, and where its figures come from.</summary>
    public static string Heading(ComparisonTable table)
    {
        IEnumerable<string> values = table.Heading.Select(value => $"{value.Name} {value.Value}");
        string?[] origin =
        [
            $"provenance {table.Origin.Provenance.ToString().ToLowerInvariant()}",
            table.Origin.Agent is { } agent ? $"agent {agent}" : null,
            table.Origin.Kernel is { } kernel ? $"kernel {kernel}" : null,
        ];
        return string.Join(", ", values.Concat(origin.OfType<string>()));
    }

    /// <summary>What a table shows, of what, and how sure that is.</summary>
    public static string Title(ComparisonTable table) =>
        $"{table.Metric.Title} ({Describe(table.Origin.Scope)}, {Surety(table.Metric.Quantity)})";

    /// <summary>A cell's value with its interval.</summary>
    public static string Value(ComparisonMetric metric, ComparisonCell? cell) => cell switch
    {
        null => "",
        { Runs: 0 } => "failed",
        { Value: null } => Nothing,
        { Value: { } count } when metric.Quantity == Quantity.Count => Invariant($"{count:N0}"),
        { Interval: { } interval } when metric.Quantity == Quantity.Predicted => Durations.Describe(interval),
        { Interval: { } interval } => MeasuredTimes.Describe(interval),
        _ => MeasuredTimes.Describe(cell.Value.Value),
    };

    /// <summary>A cell's value with its interval in as few characters as possible: of measured times the larger half of it in per cent.</summary>
    public static string ShortValue(ComparisonMetric metric, ComparisonCell? cell) => cell is { Interval: { } interval, Runs: > 0 } && metric.Quantity == Quantity.Measured
        ? Invariant($"{MeasuredTimes.Describe(interval.Mid)} ± {100 * Math.Max(interval.High - interval.Mid, interval.Mid - interval.Low) / interval.Mid:0.0} %")
        : Value(metric, cell);

    /// <summary>A column's mean.</summary>
    public static string Value(ComparisonMetric metric, ComparisonMean mean) => mean.Value switch
    {
        null => "",
        { } count when metric.Quantity == Quantity.Count => Invariant($"{count:N1}"),
        _ when mean.Interval is { } interval => Durations.Describe(interval),
        { } time => MeasuredTimes.Describe(time),
    };

    /// <summary>A cell's change with its interval and its test.</summary>
    public static string Change(ComparisonMetric metric, ComparisonCell? cell) => cell switch
    {
        { Test: { IsSignificant: false } test } => $"~ {Describe(test)}",
        { Change: { } change, Test: { } test } => $"{Percent(change, cell.ChangeInterval, "0.00")} {Describe(test)}",
        { Change: { } change } => Change(metric, change, cell.ChangeInterval),
        _ => "",
    };

    /// <summary>A mean change.</summary>
    public static string Change(ComparisonMetric metric, ComparisonMean mean) =>
        mean.Change is { } change ? Change(metric, change, mean.ChangeInterval) : "";

    /// <summary>What of a run a figure belongs to.</summary>
    public static string Describe(Scope scope) => ResultNotes.Describe(scope);

    private static string Change(ComparisonMetric metric, double change, Interval? interval) => metric.Quantity switch
    {
        Quantity.Count when change == 0 => "same",
        Quantity.Count when change is > -1 and < ResultColumns.AlmostAll => Percent(change, interval, "0.00##"),
        Quantity.Predicted => Percent(change, interval, "0.0"),
        _ => Percent(change, interval, "0.00"),
    };

    private static string Percent(double change, Interval? interval, string digits)
    {
        string mid = Digits(change);
        return interval is { } bounds ? $"{mid} % ({Digits(bounds.Low)} to {Digits(bounds.High)})" : $"{mid} %";

        string Digits(double fraction) => (100 * fraction).ToString(digits, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Describe(ComparisonTest test)
    {
        string p = test.P < SmallestShownP ? Invariant($"p<{SmallestShownP}") : Invariant($"p={test.P:0.000}");
        string n = test.Samples == test.BaselineSamples
            ? Invariant($"n={test.Samples}")
            : Invariant($"n={test.BaselineSamples}+{test.Samples}");
        return $"({p} {n})";
    }

    private static string Surety(Quantity quantity) => quantity switch
    {
        Quantity.Count => "exact",
        Quantity.Predicted => "predicted, with the model's interval",
        _ => "measured, median with 95 % interval",
    };
}
