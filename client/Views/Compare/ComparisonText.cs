using static System.FormattableString;

namespace S2Grid.Views.Compare;

/// <summary>A comparison's figures for people.</summary>
public static class ComparisonText
{
    private const string Nothing = "-";

    /// <summary>How sure an interval of medians is: the level of all of them, which few samples can only exceed.</summary>
    public static string Level { get; } = Invariant($"at least {MedianInterval.Level:0 %}");

    /// <summary>The values that all configurations of a table share, and where its figures come from.</summary>
    public static string Heading(ComparisonTable table)
    {
        IEnumerable<string> values = RunConfiguration.Shown(table.Heading).Select(value => $"{value.Name} {value.Value}");
        return string.Join(", ", values.Append(Describe(table.Origin)));
    }

    /// <summary>Where figures come from.</summary>
    public static string Describe(FigureOrigin origin)
    {
        string?[] parts =
        [
            $"provenance {origin.Provenance.Word()}",
            origin.Agent is { } agent ? $"agent {agent}" : null,
            origin.Kernel is { } kernel ? $"kernel {kernel}" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>What a table shows, of what, and how sure that is.</summary>
    public static string Title(ComparisonTable table) =>
        $"{table.Metric.TitleIn(table.Origin.Scope)} ({table.Origin.Scope.Describe()}, {Surety(table.Metric.Quantity)})";

    /// <summary>A cell's value with its interval.</summary>
    public static string Value(ComparisonMetric metric, ComparisonCell? cell) => cell switch
    {
        null => "",
        { Group.Runs: 0 } => "failed",
        { Value: null } => cell.Word ?? Nothing,
        { Value: { } count } when metric.Quantity == Quantity.Count => Quantities.Count(count),
        { Interval: { } interval } when metric.Quantity == Quantity.Predicted => Quantities.Predicted(interval, metric.Unit),
        { Interval: { } interval } => Quantities.Time(interval),
        _ => Quantities.Time(cell.Value.Value),
    };

    /// <summary>A cell's value with its interval in as few characters as possible: of measured times the larger half of it in per
    /// cent.</summary>
    public static string ShortValue(ComparisonMetric metric, ComparisonCell? cell) =>
        cell is { Interval: { } interval, Group.Runs: > 0 } && metric.Quantity == Quantity.Measured
        ? string.Create(CultureInfo.InvariantCulture,
            $"{Quantities.Time(interval.Mid)} ± "
            + $"{100 * Math.Max(interval.High - interval.Mid, interval.Mid - interval.Low) / interval.Mid:0.0} %")
        : Value(metric, cell);

    /// <summary>The text of a geometric mean.</summary>
    public static string Value(ComparisonMetric metric, ComparisonMean mean) => mean.Value switch
    {
        null => "",
        { } count when metric.Quantity == Quantity.Count => Invariant($"{count:N1}"),
        _ when mean.Interval is { } interval => Quantities.Predicted(interval, metric.Unit),
        { } time => Quantities.Time(time),
    };

    /// <summary>A cell's change with its interval and its test.</summary>
    public static string Change(ComparisonMetric metric, ComparisonCell? cell) => cell switch
    {
        { Test: { IsSignificant: false } test } => $"~ {test.Text}",
        { Change: { } change, Test: { } test } => $"{Quantities.Change(change, cell.ChangeInterval)} {test.Text}",
        { Change: { } change } => Change(metric, change, cell.ChangeInterval),
        _ => "",
    };

    /// <summary>The text of a mean change.</summary>
    public static string Change(ComparisonMetric metric, ComparisonMean mean) =>
        mean.IsNoneFound ? "~" : mean.Change is { } change ? Change(metric, change, mean.ChangeInterval) : "";

    private static string Change(ComparisonMetric metric, double change, Interval? interval) => (metric.Quantity, interval) switch
    {
        (Quantity.Count, _) => Quantities.CountChange(change),
        (Quantity.Predicted, { } bounds) => Quantities.Change(bounds),
        _ => Quantities.Change(change, interval),
    };

    private static string Surety(Quantity quantity) => quantity switch
    {
        Quantity.Count => "exact",
        Quantity.Predicted => "predicted, with the model's interval",
        _ => "measured, median with its interval",
    };
}
