using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

/// <summary>Makes the cells of one metric.</summary>
internal sealed class CellBuilder(ComparisonMetric metric)
{
    /// <summary>The cell of a group, compared with its baseline if it has another one.</summary>
    /// <exception cref="RefusedException">The figures of both are of unlike scope.</exception>
    internal ComparisonCell Build(ComparedGroup compared)
    {
        RunGroup group = compared.Group;
        var cell = new ComparisonCell(group, compared.IsBaseline);
        MetricReading reading = metric.Read(group);
        if (Absence(group, reading) is { } absence)
            return cell with { Absence = absence };

        MetricReading? baseline = null;
        string? missing = compared.Baseline is null ? $"There is no run of {compared.BaselineColumn} to compare with." : null;
        if (compared.Baseline is { } other && !compared.IsBaseline)
        {
            baseline = metric.Read(other);
            Comparison.Check(Origin(other, baseline), Origin(group, reading));
            missing = Absence(other, baseline) is { } reason ? $"Of the baseline there is nothing to compare with: {reason}"
                : metric.Quantity == Quantity.Measured ? Unlike(other, group)
                : null;
            baseline = missing is null ? baseline : null;
        }

        cell = cell with { Absence = missing };
        return metric.Quantity switch
        {
            Quantity.Count => Count(cell, reading, baseline),
            Quantity.Predicted when metric.Figure is { } figure => Predict(cell, figure, reading.Study!(), baseline?.Study!()),
            Quantity.Predicted => Predict(cell, reading, baseline),
            _ => Measure(cell, reading, baseline),
        };
    }

    /// <summary>Why times of two kernels are not compared; null if they are.</summary>
    private static string? Unlike(RunGroup baseline, RunGroup group) =>
        baseline.TlbiRepeat is { } before && group.TlbiRepeat is { } now && before != now
            ? $"Not compared: a workaround that repeats each TLB invalidation is {now} here and {before} in the baseline."
            : null;

    private string? Absence(RunGroup group, MetricReading reading) => reading switch
    {
        { Absence: { } absence } => absence,
        _ when metric.Quantity != Quantity.Measured && group.Steps.Any(step => step.Differing.Count > 0) =>
            "The runs do not count alike, although they must.",
        _ when reading.Samples.Any(sample => sample <= 0) => "A measured time is not above zero.",
        _ => null,
    };

    private static ComparisonCell Count(ComparisonCell cell, MetricReading reading, MetricReading? baseline)
    {
        double value = reading.Count!.Value;
        return cell with
        {
            Value = value,
            Change = baseline?.Count switch
            {
                null => null,
                { } before when before == value => 0,
                0 => null,
                { } before => (value - before) / before,
            },
            Absence = baseline?.Count == 0 && value != 0 ? "The baseline counts none, so there is no relative change." : cell.Absence,
        };
    }

    private ComparisonCell Predict(ComparisonCell cell, MetricReading reading, MetricReading? baseline)
    {
        CostModel model = metric.Model!;
        string? refusal = model.Refusal(cell.Group.Configuration, reading.Scope, cell.Group.Provenance, reading.Counters);
        if (refusal is not null)
            return cell with { Absence = refusal };

        Interval? time = model.IsAbsolute ? model.PredictTime(reading.Counters!) : null;
        Interval? change = baseline is null ? null : model.PredictChange(baseline.Counters!, reading.Counters!);
        return cell with { Value = time?.Mid, Interval = time, Change = change?.Mid, ChangeInterval = change };
    }

    private static ComparisonCell Predict(ComparisonCell cell, PredictedFigure figure, PredictedStudy study, PredictedStudy? baseline)
    {
        if (study.Refusal is { } refusal)
            return cell with { Absence = refusal };

        if (study.Instead(figure) is { } instead)
            return cell with { Word = instead.Word, Absence = instead.Reason };

        Interval? change = baseline is { Refusal: null } ? study.Change(baseline, figure) : null;
        return cell with
        {
            Value = study.Find(figure)!.Value.Mid,
            Interval = study.Find(figure),
            Change = change?.Mid,
            ChangeInterval = change,
            Absence = baseline is not { Refusal: null } || change is not null ? cell.Absence
                : baseline.Instead(figure) is { } without ? $"Of the baseline there is nothing to compare with: {without.Reason}"
                : "The baseline's may be nothing, so there is no relative change.",
        };
    }

    private static ComparisonCell Measure(ComparisonCell cell, MetricReading reading, MetricReading? baseline)
    {
        double median = reading.Samples.Median();
        ComparisonCell measured = cell with
        {
            Value = median,
            Interval = MedianInterval.Of(reading.Samples),
            Samples = SampleSummary.Of(reading.Samples),
        };
        return baseline is null ? measured : measured with
        {
            Change = (median / baseline.Samples.Median()) - 1,
            ChangeInterval = MedianInterval.OfChange(baseline.Samples, reading.Samples),
            Test = ComparisonTest.Of(baseline.Samples, reading.Samples),
        };
    }

    private static FigureOrigin Origin(RunGroup group, MetricReading reading) => new(group.Provenance, reading.Scope);
}
