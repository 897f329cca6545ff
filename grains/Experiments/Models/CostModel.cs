using System.Security.Cryptography;
using System.Text;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using static System.FormattableString;

namespace S2Grid.Experiments.Models;

/// <summary>A named set of event costs that turns counts into a predicted time with an interval.</summary>
/// <param name="Name">The model's name, printed with every prediction.</param>
/// <param name="Description">What it was fitted to.</param>
/// <param name="IsAbsolute">Whether costs are nanoseconds; if not, only changes can be predicted.</param>
/// <param name="Scopes">What it predicts the time of.</param>
/// <param name="Machine">The machine or model whose time it stands for.</param>
/// <param name="Parameters">The costs.</param>
/// <param name="Limits">What it must not be used for, in a sentence.</param>
public sealed record CostModel(
    string Name,
    string Description,
    bool IsAbsolute,
    IReadOnlyList<Scope> Scopes,
    string Machine,
    IReadOnlyList<CostParameter> Parameters,
    string Limits)
{
    /// <summary>The only page size it predicts for, in bytes; 0 for any.</summary>
    public ulong Granule { get; init; }

    /// <summary>The smallest chunk it predicts for, in bytes; 0 for any.</summary>
    public ulong SmallestChunk { get; init; }

    /// <summary>The smallest slot it predicts for, in bytes; 0 for any.</summary>
    public ulong SmallestMemory { get; init; }

    /// <summary>The largest slot it predicts for, in bytes; 0 for any.</summary>
    public ulong LargestMemory { get; init; }

    /// <summary>How often the machine does each broadcast TLB invalidation; 2 under erratum 4118414.</summary>
    public int TlbiRepeat { get; init; } = 1;

    /// <summary>The one machine whose times it holds for; null for a model that was not calibrated.</summary>
    public CalibratedOn? CalibratedOn { get; init; }

    /// <summary>What enabling the log takes besides all events, in nanoseconds: the change of the memslot, whatever its size.</summary>
    public Interval MemslotChange { get; init; }

    /// <summary>How the costs of a calibrated model vary together, in the order of the parameters, <see cref="MemslotChange"/> last if it
    /// is not nothing; null where that is not known, and bounds of sums are sums of bounds.</summary>
    public JointCosts? Joint { get; init; }

    /// <summary>A fingerprint of all that decides what it predicts: 16 hexadecimal digits of a SHA-256.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
    [
        Invariant($"{IsAbsolute} {Granule} {SmallestChunk} {string.Join(' ', Scopes)}"),
        .. Parameters.Select(one => Invariant($"{one.Phase} {one.CounterName} {one.Repeat} ")
            + Invariant($"{one.Cost.Low:R} {one.Cost.Mid:R} {one.Cost.High:R}")),
        .. SmallestMemory + LargestMemory > 0 ? [Invariant($"{SmallestMemory} {LargestMemory}")] : Array.Empty<string>(),
        .. MemslotChange is { High: > 0 } change ? [Invariant($"{change.Low:R} {change.Mid:R} {change.High:R}")] : Array.Empty<string>(),
        .. CalibratedOn is { } key ? [key.ToString()] : Array.Empty<string>(),
        .. Joint is { } joint
            ? [Invariant($"{joint.Freedom} ")
                + string.Join(' ', joint.Estimates.Concat(joint.Terms.Select(term => term.Weight)).Select(one => Invariant($"{one:R}")))]
            : Array.Empty<string>(),
    ]))).AsSpan(0, 8));

    /// <summary>What tells it from others in a specification: its name; of one that is not shipped with its digest.</summary>
    public string Identity => CostModels.Find(Name) == this ? Name : $"{Name}@{Digest}";

    /// <summary>In what its costs are.</summary>
    public string Unit => IsAbsolute ? "ns" : "level-3 visits";

    /// <summary>What it predicts the time, or the change in time, of.</summary>
    public string Predicts => string.Join(", ", Scopes.Select(scope => scope.Describe()));

    private string FittedMemory => SmallestMemory == LargestMemory ? ByteSize.Format(SmallestMemory)
        : LargestMemory == 0 ? $"at least {ByteSize.Format(SmallestMemory)}"
        : SmallestMemory == 0 ? $"at most {ByteSize.Format(LargestMemory)}"
        : $"{ByteSize.Format(SmallestMemory)} to {ByteSize.Format(LargestMemory)}";

    /// <summary>The phases that no event of the model belongs to.</summary>
    public IReadOnlyList<CostPhase> UncostedPhases
        => [.. Enum.GetValues<CostPhase>().Except(Parameters.Select(parameter => parameter.Phase))];

    /// <summary>Why this model, if it is relative, predicts no times, in a sentence.</summary>
    internal string RefusalOfTimes =>
        $"{Name} is relative: its costs are multiples of a level-3 visit, because only changes were published and no time, "
        + "so it predicts changes but no milliseconds.";

    /// <summary>Why this model predicts nothing of a scope, in a sentence; null if it does.</summary>
    internal string? RefusalOf(Scope scope) => Scopes.Contains(scope)
        ? null
        : $"{Name} predicts the {string.Join(" and the ", Scopes.Select(known => known.Describe()))} alone, on {Machine}; it says "
            + $"nothing about the {scope.Describe()}, nor about other machines.";

    /// <summary>Why this model predicts nothing here, in a sentence; null if it does.</summary>
    /// <param name="configuration">What was run.</param>
    /// <param name="scope">What the counts belong to.</param>
    /// <param name="provenance">Where the counts come from.</param>
    /// <param name="counters">What was counted; null where nothing has been yet.</param>
    public string? Refusal(RunConfiguration configuration, Scope scope, Provenance provenance, StepCounters? counters) => scope switch
    {
        _ when RefusalOf(scope) is { } refusal => refusal,
        _ when provenance != Provenance.Simulated =>
            $"{Name} predicts from simulated counts; a {provenance.Word()} result has a time of its own.",
        _ when Granule != 0 && 1UL << configuration.PageShift != Granule =>
            $"{Name} was fitted with a granule of {ByteSize.Format(Granule)} and says nothing about "
            + $"{ByteSize.Format(1UL << configuration.PageShift)}.",
        _ when configuration.Chunk.Bytes < SmallestChunk =>
            $"{Name} was fitted with chunks of at least {ByteSize.Format(SmallestChunk)}; what a chunk costs is "
            + $"not in the published figures, so it says nothing about chunks of {configuration.Chunk}.",
        _ when configuration.Memory < SmallestMemory || (LargestMemory != 0 && configuration.Memory > LargestMemory) =>
            $"{Name} was fitted to slots of {FittedMemory}; which of its costs are those of a page and which those of a call is not in the "
            + $"published figures, so it says nothing about {ByteSize.Format(configuration.Memory)}.",
        _ when counters is not null && Parameters.All(parameter => parameter.Count(counters) == 0) =>
            $"{Name} has a cost for none of the events that were counted; what they take is not nothing, but not known.",
        _ => null,
    };

    /// <summary>The time that the counted events take, in nanoseconds: the sum of count times cost.</summary>
    /// <param name="counters">What was counted.</param>
    /// <param name="changesMemslot">Whether the memslot is changed, too.</param>
    /// <exception cref="InvalidOperationException">The model is relative; the message says why it knows no time.</exception>
    public Interval PredictTime(StepCounters counters, bool changesMemslot = false)
    {
        if (!IsAbsolute)
            throw new InvalidOperationException(RefusalOfTimes);

        return Joint is { } joint ? joint.Time(Costs, Counts(counters, changesMemslot))
            : Interval.Add(Sum(Parameters, counters), changesMemslot ? MemslotChange : default);
    }

    /// <summary>
    /// What each phase takes: nanoseconds in an absolute model, level-3 visits in a relative one. The midpoints add up to the whole; the
    /// bounds of phases are those of their own costs.
    /// </summary>
    /// <returns>The phases that the model has a cost for, in the order of <see cref="CostPhase"/>.</returns>
    public IReadOnlyList<(CostPhase Phase, Interval Cost)> Breakdown(StepCounters counters) =>
        [.. Parameters.GroupBy(parameter => parameter.Phase).OrderBy(phase => phase.Key)
            .Select(phase => (phase.Key, Sum(phase, counters)))];

    /// <summary>
    /// The relative change (candidate - baseline) / baseline. A cost is unknown but the same on both sides, so the bounds are the
    /// extremes over all corners of the costs' intervals, where a ratio of two linear functions has them; where it is known how costs vary
    /// together, that says more.
    /// </summary>
    /// <returns>The change as a fraction, negative where the candidate is faster; null where the baseline's time may be zero.</returns>
    internal Interval? PredictChange(StepCounters baseline, StepCounters candidate)
    {
        if (Joint is { } joint)
            return joint.Change(Costs, Counts(baseline, changesMemslot: false), Counts(candidate, changesMemslot: false));

        double[] before = [.. Parameters.Select(p => (double)p.Count(baseline))];
        double[] after = [.. Parameters.Select(p => (double)p.Count(candidate))];
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        for (int corner = 0; corner < 1 << Parameters.Count; corner++)
        {
            int chosen = corner;
            double change = Change(before, after, i => (chosen >> i & 1) == 0 ? Parameters[i].Cost.Low : Parameters[i].Cost.High);
            if (!double.IsFinite(change))
                return null;

            low = Math.Min(low, change);
            high = Math.Max(high, change);
        }

        return new Interval(low, Change(before, after, i => Parameters[i].Cost.Mid), high);
    }

    private bool HasMemslotChange => MemslotChange.High > 0;

    /// <summary>How many costs there are, that of changing the memslot included.</summary>
    internal int CostCount => Parameters.Count + (HasMemslotChange ? 1 : 0);

    private double[] Costs =>
        [.. Parameters.Select(one => one.Cost.Mid), .. HasMemslotChange ? [MemslotChange.Mid] : Array.Empty<double>()];

    private double[] Counts(StepCounters counters, bool changesMemslot) =>
    [
        .. Parameters.Select(one => (double)one.Count(counters)),
        .. HasMemslotChange ? [changesMemslot ? 1.0 : 0] : Array.Empty<double>(),
    ];

    private static Interval Sum(IEnumerable<CostParameter> parameters, StepCounters counters) => parameters
        .Select(parameter => Interval.Multiply(parameter.Count(counters), parameter.Cost))
        .Aggregate(default(Interval), Interval.Add);

    private static double Change(double[] before, double[] after, Func<int, double> cost)
    {
        double total = 0;
        double difference = 0;
        for (int i = 0; i < before.Length; i++)
        {
            total += before[i] * cost(i);
            difference += (after[i] - before[i]) * cost(i);
        }

        return difference / total;
    }
}
