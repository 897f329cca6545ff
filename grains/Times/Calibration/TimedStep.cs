using MathNet.Numerics.Statistics;

namespace S2Grid.Times.Calibration;

/// <summary>A step that a machine has timed, with what the simulator counts in it.</summary>
/// <param name="Configuration">What tells the run's configuration from others.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Counters">Exact counts.</param>
/// <param name="Nanoseconds">The times of its samples, one at least.</param>
public sealed record TimedStep(string Configuration, string Step, StepCounters Counters, IReadOnlyList<double> Nanoseconds)
{
    /// <summary>The mean of the samples in nanoseconds.</summary>
    public double Mean { get; } = Nanoseconds.Average();

    /// <summary>How many events of a kind there are.</summary>
    internal long Count(CostParameter one) =>
        one == CalibrationEvents.MemslotChange ? Step == PredictedIoctls.Enable ? 1 : 0 : one.Count(Counters);

    /// <summary>The samples' degrees of freedom.</summary>
    internal int Freedom => Nanoseconds.Count - 1;

    /// <summary>The samples' variance; 0 of a single one.</summary>
    internal double Variance { get; } = Nanoseconds.Count > 1 ? Nanoseconds.Variance() : 0;
}
