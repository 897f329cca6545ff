using S2Grid.Experiments.Statistics;

namespace S2Grid.Grains.Telemetry;

/// <summary>Predicted times of several runs, added up: the sum of the lows, of the mids and of the highs, each in seconds.</summary>
/// <param name="Runs">How many runs.</param>
/// <param name="Low">The sum of the lower bounds, in seconds.</param>
/// <param name="Mid">The sum of the mids, in seconds.</param>
/// <param name="High">The sum of the upper bounds, in seconds.</param>
internal readonly record struct PredictedTotal(long Runs, double Low, double Mid, double High)
{
    private const double SecondsPerNanosecond = 1e-9;

    /// <summary>The prediction of runs together, from nanoseconds.</summary>
    public static PredictedTotal Of(long runs, Interval time) =>
        new(runs, time.Low * SecondsPerNanosecond, time.Mid * SecondsPerNanosecond, time.High * SecondsPerNanosecond);

    public static PredictedTotal operator +(PredictedTotal one, PredictedTotal other) =>
        new(one.Runs + other.Runs, one.Low + other.Low, one.Mid + other.Mid, one.High + other.High);
}
