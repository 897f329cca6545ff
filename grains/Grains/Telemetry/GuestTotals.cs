using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Results;

namespace S2Grid.Grains.Telemetry;

/// <summary>What runs with the same labels come to for a guest, added up.</summary>
internal sealed class GuestTotals
{
    private readonly Dictionary<string, (long Runs, Interval Value)> figures = new(StringComparer.Ordinal);

    /// <summary>The labels; none while nothing is added.</summary>
    public KeyValuePair<string, object?>[] Labels { get; private set; } = [];

    /// <summary>How many runs have each verdict.</summary>
    public Dictionary<string, long> Verdicts { get; } = new(StringComparer.Ordinal);

    /// <summary>A figure in its own unit, and of how many runs that is the sum.</summary>
    public (long Runs, Interval Value) Of(PredictedFigure figure) => figures.GetValueOrDefault(figure.Name);

    /// <summary>Adds what some runs of one configuration come to.</summary>
    public void Add(KeyValuePair<string, object?>[] labels, Consequence kind, PredictedStudy study, int times)
    {
        Labels = labels;
        if (study.Verdict is { } verdict)
            Verdicts[verdict] = Verdicts.GetValueOrDefault(verdict) + times;
        foreach (PredictedFigure figure in kind.Figures)
        {
            if (study.Find(figure) is { } value)
            {
                (long runs, Interval sum) = Of(figure);
                figures[figure.Name] = (runs + times, Interval.Add(sum, Interval.Multiply(times, value)));
            }
        }
    }
}
