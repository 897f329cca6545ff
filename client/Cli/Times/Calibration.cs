using S2Grid.Times.Calibration;
using S2Grid.Views.Compare;
using static System.FormattableString;

namespace S2Grid.Cli.Times;

/// <summary>What a calibration came to.</summary>
/// <param name="Measured">What the machine measured.</param>
/// <param name="Fitted">The steps that costs were fitted to.</param>
/// <param name="Costs">The costs.</param>
/// <param name="LeftOut">Each configuration's steps, predicted by the others.</param>
/// <param name="HeldOut">Steps that the costs were not fitted to, predicted.</param>
/// <param name="Sweeps">The sweeps' names.</param>
internal sealed record Calibration(
    MeasuredIoctls Measured,
    IReadOnlyList<TimedStep> Fitted,
    CalibratedCosts Costs,
    IReadOnlyList<PredictedStep> LeftOut,
    IReadOnlyList<PredictedStep> HeldOut,
    IReadOnlyList<string> Sweeps)
{
    /// <summary>What the costs were fitted to, in half a sentence.</summary>
    public string FittedTo
    {
        get
        {
            int configurations = Fitted.Select(step => step.Configuration).Distinct().Count();
            string held = HeldOut.Count > 0 ? Invariant($"; {HeldOut.Count} ioctls were held out") : "";
            return Invariant($"fitted to {Fitted.Count} timed ioctls of {configurations} configurations of ")
                + $"{string.Join(", ", Sweeps)}{held}";
        }
    }

    /// <summary>Which errata the costs hold with, in half a sentence.</summary>
    public string Errata => Measured.Groups.Select(group => group.Errata).OfType<string>().Distinct().ToArray() is { Length: > 0 } errata
        ? $"its kernel works around these errata: {string.Join("; ", errata)}"
        : "the agent could not read which errata its kernel works around, so they are no part of it";

    /// <summary>The cost model that others read.</summary>
    public CostModel ToModel(string name)
    {
        CalibratedOn key = Measured.Machine;
        ulong smallest = Measured.Groups.Min(group => group.Configuration.Chunk.Bytes);
        EventCost[] costs = [.. Costs.Costs.Where(cost => cost.Event.Cost.High > 0 && !IsMemslotChange(cost))];
        EventCost[] change = [.. Costs.Costs.Where(cost => cost.Event.Cost.High > 0 && IsMemslotChange(cost))];
        JointCosts? joint = Costs.Together([.. costs.Concat(change).Select(cost => cost.Event.Event)]);
        return new CostModel(
            name, $"calibrated, {FittedTo}", IsAbsolute: true, [Scope.Ioctl], key.ToString(),
            [.. costs.Select(cost => cost.Event with { Source = SourceOf(cost) })],
            $"It is of {key} and expires when any of that changes; {Errata}. "
                + (joint is not null
                    ? "Intervals of times and of changes are 95 %, by how the costs vary together."
                    : "Bounds are 95 % intervals of single costs: their sum is wider than the 95 % interval of a time. How they vary "
                        + "together is not in the file, because a cost that was fitted is not: it must not be negative."))
        {
            CalibratedOn = key,
            MemslotChange = change.Select(cost => cost.Event.Cost).FirstOrDefault(),
            Joint = joint,
            Granule = (ulong)Measured.PageBytes,
            SmallestChunk = smallest,
        };
    }

    /// <summary>What must be said of a cost in place of digits, or beside them.</summary>
    public static string Note(EventCost cost)
    {
        string others = string.Join(" and ", cost.Others);
        return cost.Told switch
        {
            CostTold.AtMost => "not told from nothing",
            CostTold.Negative => "must not be negative, and the runs would have it so",
            CostTold.One => $"cannot be told apart from {others} by these runs: they are one event",
            CostTold.Within => $"in the cost of {others}",
            CostTold.NotApart => $"cannot be told apart from {others} by these runs",
            _ => "",
        };
    }

    private static bool IsMemslotChange(EventCost cost) => cost.Event.Event == CalibrationEvents.MemslotChange.Event;

    private static string SourceOf(EventCost cost) => cost.Told == CostTold.Interval
        ? "non-negative least squares; 95 % interval, studentised bootstrap" : $"{Figure(cost)}; {Note(cost)}";

    /// <summary>A cost in nanoseconds, as far as there is anything to tell.</summary>
    public static string Figure(EventCost cost) => cost.Told switch
    {
        CostTold.Interval => Quantities.Predicted(cost.Event.Cost),
        CostTold.One => $"together {Quantities.Predicted(cost.Event.Cost)}",
        CostTold.AtMost => $"not above {Quantities.Predicted(cost.Event.Cost.High)}",
        _ => "not told",
    };
}
