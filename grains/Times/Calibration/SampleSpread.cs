namespace S2Grid.Times.Calibration;

/// <summary>How much times scatter from sample to sample.</summary>
/// <param name="Relative">The standard deviation as a part of the time, pooled over all steps; 1 where no step has two samples.</param>
internal sealed record SampleSpread(double Relative)
{
    /// <summary>So many samples' worth is the pooled spread for each step: a few samples alone tell their variance badly, and weights that
    /// are off widen every interval (as in Smyth, Statistical Applications in Genetics and Molecular Biology 3, 2004).</summary>
    private const double PriorFreedom = 6;

    internal static SampleSpread Of(IReadOnlyList<TimedStep> steps)
    {
        int freedom = steps.Sum(step => step.Freedom);
        double sum = steps.Sum(step => step.Freedom * step.Variance / (step.Mean * step.Mean));
        return new SampleSpread(freedom > 0 && sum > 0 ? Math.Sqrt(sum / freedom) : 1);
    }

    /// <summary>The variance of the mean of a step's samples, up to one factor that all steps share.</summary>
    /// <param name="step">The step.</param>
    /// <param name="expected">The time that is expected of it, in nanoseconds.</param>
    internal double VarianceOfMean(TimedStep step, double expected)
    {
        double pooled = Relative * Relative * expected * expected;
        return ((step.Freedom * step.Variance) + (PriorFreedom * pooled)) / (step.Freedom + PriorFreedom) / step.Nanoseconds.Count;
    }
}
