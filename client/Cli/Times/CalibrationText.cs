using MathNet.Numerics.Statistics;
using S2Grid.Times.Calibration;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using S2Grid.Views.Results;
using static System.FormattableString;

namespace S2Grid.Cli.Times;

/// <summary>Shows a calibration.</summary>
internal static class CalibrationText
{
    private static readonly string[] AlwaysShown = ["scenario", "backing", "chunk"];

    /// <summary>Writes it for people.</summary>
    public static void Write(Page page, Calibration calibration)
    {
        CalibratedCosts costs = calibration.Costs;
        page.WriteTable(
            $"Costs of events on {calibration.Measured.Machine}, {calibration.FittedTo}",
            Column<EventCost>.Table(
                [new("event", cost => cost.Event.Event), new(" ns (95 %)", Calibration.Figure), new("", Calibration.Note)], costs.Costs));
        WritePredicted(page, calibration, calibration.HeldOut, "Held out: measured beside predicted by costs that know nothing of it");
        WritePredicted(page, calibration, calibration.LeftOut, "Leave one configuration out: predicted by costs fitted to all others");
        page.WriteNotes(Notes(calibration));
        (string? file, IReadOnlyList<string> never) =
            TellingSweep.Of(costs, calibration.Fitted, calibration.Measured.Template);
        if (file is not null)
        {
            page.Write();
            page.Write("These runs would tell apart what the ones at hand do not; run them on the same machine and name both sweeps:");
            page.Write(page.IsMarkdown ? "```yaml" : "");
            page.Out.Write(file);
            if (page.IsMarkdown)
                page.Write("```");
        }

        if (never.Count > 0)
            page.Write($"No small run tells these from one another, so they stay one: {string.Join(", ", never)}.");
    }

    /// <summary>The same for programs.</summary>
    public static object Document(Calibration calibration) => new
    {
        calibration.Measured.Machine.Agent,
        calibration.Measured.Machine.Kernel,
        Provenance = calibration.Measured.Machine.Provenance.Word(),
        Scope = Scope.Ioctl.Word(),
        calibration.Sweeps,
        Costs = calibration.Costs.Costs.Select(cost => new
        {
            cost.Event.Event,
            Counter = cost.Event.CounterName,
            Told = cost.Told.Word(),
            Low = IsTold(cost) ? cost.Event.Cost.Low : (double?)null,
            Mid = IsTold(cost) ? cost.Event.Cost.Mid : (double?)null,
            High = IsTold(cost) || cost.Told == CostTold.AtMost ? cost.Event.Cost.High : (double?)null,
            cost.Others,
        }),
        calibration.Costs.NotCounted,
        calibration.Costs.Condition,
        calibration.Costs.Freedom,
        calibration.Costs.Scatter,
        calibration.Costs.Misfit,
        HeldOut = calibration.HeldOut.Select(one => Document(calibration, one)),
        LeaveOneOut = calibration.LeftOut.Select(one => Document(calibration, one)),
        TellApart = TellingSweep.Of(calibration.Costs, calibration.Fitted, calibration.Measured.Template).File,
    };

    private static bool IsTold(EventCost cost) => cost.Told is CostTold.Interval or CostTold.One;

    private static object Document(Calibration calibration, PredictedStep one) => new
    {
        Configuration = calibration.Measured.GroupOf(one.Step).Configuration.Canonical,
        one.Step.Step,
        MeasuredNanoseconds = one.Step.Mean,
        PredictedNanoseconds = one.Predicted is { } predicted ? new { predicted.Low, predicted.Mid, predicted.High } : null,
        one.Error,
        Inside = one.IsInside,
    };

    private static void WritePredicted(Page page, Calibration calibration, IReadOnlyList<PredictedStep> predicted, string heading)
    {
        if (predicted.Count == 0)
            return;

        string[] varying = [.. ConfigurationColumns.Varying(calibration.Measured.Groups, AlwaysShown)];
        page.WriteTable(heading, Column<PredictedStep>.Table(
            [
                .. ConfigurationColumns.Of<PredictedStep>(varying, one => calibration.Measured.GroupOf(one.Step)),
                new("step", one => one.Step.Step),
                new(" n", one => Invariant($"{one.Step.Nanoseconds.Count}")),
                new(" measured", one => Quantities.Time(one.Step.Mean)),
                new(" predicted (95 %)", one => one.Predicted is { } time ? Quantities.PredictedTime(time) : "not determined"),
                new(" error", one => one.Error is { } error ? Invariant($"{100 * error:+0.0;-0.0;0.0} %") : ""),
                new("", one => one.IsInside switch { true => "inside", false => "outside", _ => "" }),
            ],
            predicted));
        PredictedStep[] known = [.. predicted.Where(one => one.Predicted is not null)];
        if (known.Length > 0)
        {
            page.Write(Invariant($"{known.Count(one => one.IsInside == true)} of {known.Length} lie inside; ")
                + Invariant($"the middle error is {100 * known.Select(one => Math.Abs(one.Error!.Value)).Median():0.0} %."));
            page.Write();
        }
    }

    private static IEnumerable<string> Notes(Calibration calibration)
    {
        CalibratedCosts costs = calibration.Costs;
        yield return Invariant($"T(ioctl) = sum of counts x costs: exact counts of the simulator; non-negative least squares, weighted by ")
            + "the samples' spread. Intervals are a studentised bootstrap's; one that reaches zero is given as what the cost is not above.";
        yield return costs.Scatter is { } scatter
            ? Invariant($"Samples scatter by {100 * scatter:0.0} %; the sum misses their means by {costs.Misfit:0.0} times what that ")
                + "explains, and intervals are as much wider."
            : "No configuration has two samples: times are taken to scatter alike in proportion, by what the fit leaves over.";
        yield return Invariant($"Condition number {costs.Condition:0}, {costs.Freedom} degrees of freedom.");
        if (costs.NotCounted.Any())
            yield return $"Not in these runs: {string.Join(", ", costs.NotCounted)}.";
        foreach (string sentence in calibration.Measured.LeftOut)
            yield return sentence;
        foreach (string sentence in Views.Compare.Notes.Disturbances(
            calibration.Measured.Groups.Select(group => (group.Configuration.Canonical, group))))
        {
            yield return sentence;
        }

        yield return $"The costs hold for {calibration.Measured.Machine}, and expire when any of that changes; {calibration.Errata}.";
        if (calibration.Measured.Machine.Provenance != Provenance.Hardware)
            yield return "They are costs of a machine that is not hardware: no time of hardware is ever held against them.";
    }
}
