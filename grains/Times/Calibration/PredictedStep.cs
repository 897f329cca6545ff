namespace S2Grid.Times.Calibration;

/// <summary>A timed step beside what is predicted of it by costs that know nothing of it.</summary>
/// <param name="Step">The step.</param>
/// <param name="Predicted">Nanoseconds, with the 95 % interval of the samples' mean; null where the costs do not determine it.</param>
public sealed record PredictedStep(TimedStep Step, Interval? Predicted)
{
    /// <summary>Whether the measured mean lies inside; null if nothing is predicted.</summary>
    public bool? IsInside => Predicted?.Contains(Step.Mean);

    /// <summary>Predicted less measured, as a part of the measured time; null if nothing is predicted.</summary>
    public double? Error => (Predicted?.Mid - Step.Mean) / Step.Mean;
}
