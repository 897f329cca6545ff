using MathNet.Numerics.LinearAlgebra;
using static System.FormattableString;

namespace S2Grid.Times.Calibration;

/// <summary>Costs of events, fitted to the times that one machine has measured: T(step) = sum of count times cost.</summary>
public sealed class CalibratedCosts
{
    private const int FewestFreedom = 2;
    private const int Reweightings = 3;

    /// <summary>Costs whose errors cancel each other out to this extent are not told apart, unless each is well above zero.</summary>
    private const double Trading = -0.9;

    private readonly IReadOnlyList<TimedStep> steps;
    private readonly IReadOnlyList<CostParameter> events;
    private readonly int seed;
    private readonly SampleSpread spread;
    private readonly IndependentEvents independent;
    private readonly CostFit fit;

    private CalibratedCosts(IReadOnlyList<TimedStep> steps, IReadOnlyList<CostParameter> events, int seed)
    {
        (this.steps, this.events, this.seed) = (steps, events, seed);
        int configurations = steps.Select(step => step.Configuration).Distinct().Count();
        if (configurations < 2)
        {
            throw new RefusedException(
                (configurations == 1 ? "One configuration tells no cost from another: " : "There is no configuration to fit costs to: ")
                + "measure several that differ in backing, chunk, memory or scenario.");
        }

        spread = SampleSpread.Of(steps);
        Matrix<double> counts = Matrix<double>.Build.DenseOfRowVectors(steps.Select(Counts));
        independent = new IndependentEvents(counts.MapIndexed((row, _, count) => count / steps[row].Mean));
        int fewest = independent.Kept.Count + FewestFreedom;
        if (steps.Count < fewest)
        {
            throw new RefusedException(Invariant(
                $"{steps.Count} timed steps of {configurations} configurations are too few for {independent.Kept.Count} events' costs: ")
                + Invariant($"there must be {fewest} at least, so that residuals say how wide the intervals are."));
        }

        Matrix<double> fitted = Matrix<double>.Build.DenseOfColumnVectors(independent.Kept.Select(counts.Column));
        Vector<double> times = Vector<double>.Build.DenseOfEnumerable(steps.Select(step => step.Mean));

        // Weights by what is expected, not by what was measured: times that happen to be short would weigh too much.
        fit = new CostFit(fitted, times, Variances(times), seed);
        for (int again = 1; again < Reweightings; again++)
            fit = new CostFit(fitted, times, Variances(fitted * Vector<double>.Build.Dense(fit.Costs)), seed);

        Costs = [.. events.Select((_, index) => CostOf(index)).OfType<EventCost>()];

        Vector<double> Variances(Vector<double> expected) =>
            expected.MapIndexed((row, time) => spread.VarianceOfMean(steps[row], Math.Max(time, steps[row].Mean / 4)));
    }

    /// <summary>What is known of each event that was counted at all, in the order in which they were given.</summary>
    public IReadOnlyList<EventCost> Costs { get; }

    /// <summary>The events that no step has.</summary>
    public IEnumerable<string> NotCounted => events.Select(one => one.Event).Except(Costs.Select(cost => cost.Event.Event));

    /// <summary>The condition number of the weighted counts; above about 30 some costs trade with others.</summary>
    public double Condition => fit.Condition;

    /// <summary>Timed steps less fitted costs.</summary>
    public int Freedom => fit.Freedom;

    /// <summary>
    /// How far the model misses the means, in their standard errors: 1 if only samples' scatter moves them. Null where no step has two
    /// samples. Intervals are as much wider.
    /// </summary>
    public double? Misfit => steps.Any(step => step.Freedom > 0) ? fit.Sigma : null;

    /// <summary>The standard deviation of samples as a part of their time; null where no step has two samples.</summary>
    public double? Scatter => steps.Any(step => step.Freedom > 0) ? spread.Relative : null;

    /// <summary>Fits costs.</summary>
    /// <param name="steps">What one machine has timed.</param>
    /// <param name="events">The events that may cost something; their own costs are not looked at.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <exception cref="RefusedException">The steps are too few; the message says how many there must be.</exception>
    public static CalibratedCosts Of(IReadOnlyList<TimedStep> steps, IReadOnlyList<CostParameter> events, int seed) =>
        new(steps, events, seed);

    /// <summary>How the costs of events vary together; null where those of others that were fitted are not among them, or there is nothing
    /// that varies.</summary>
    /// <param name="names">The events, in the order of the result.</param>
    public JointCosts? Together(IReadOnlyList<string> names)
    {
        List<int> kept = [.. independent.Kept];
        int[] at = [.. names.Select(name => kept.FindIndex(index => events[index].Event == name))];
        return at.Length == kept.Count && !at.Contains(-1) && fit.Sigma > 0
            ? new JointCosts(
                [.. at.Select(fit.Estimate)],
                [.. at.Select((one, row) => at.Take(row + 1).Select(other => fit.Covariance(one, other)).ToArray())],
                Freedom)
            : null;
    }

    /// <summary>Predicts a step that the costs were not fitted to.</summary>
    public PredictedStep Predict(TimedStep step)
    {
        Vector<double> counts = Counts(step);
        Vector<double> known = Vector<double>.Build.DenseOfEnumerable(independent.Kept.Select(kept => counts[kept]));
        if (!Enumerable.Range(0, events.Count).All(IsDetermined))
            return new PredictedStep(step, null);

        double expected = known * Vector<double>.Build.Dense(fit.Costs);
        return new PredictedStep(step, fit.Predict(known, spread.VarianceOfMean(step, expected)));

        // An event that comes with others must come with as many of them as in the steps that were fitted.
        bool IsDetermined(int index) => independent.Kept.Contains(index)
            || (independent.Left.TryGetValue(index, out double[]? shares)
                ? Math.Abs(counts[index] - (known * Vector<double>.Build.Dense(shares))) <= 1e-6 * Math.Max(1, counts[index])
                : counts[index] == 0);
    }

    /// <summary>Predicts the steps of each configuration by costs that are fitted to all others.</summary>
    public IReadOnlyList<PredictedStep> LeaveOneOut() =>
    [
        .. from configuration in steps.GroupBy(step => step.Configuration)
           let without = Without(configuration.Key)
           from step in configuration
           select without?.Predict(step) ?? new PredictedStep(step, null),
    ];

    /// <summary>The time that the costs give a step, in nanoseconds.</summary>
    internal double Expected(TimedStep step) =>
        Counts(step) is var counts ? independent.Kept.Select((kept, at) => counts[kept] * fit.Costs[at]).Sum() : 0;

    private Vector<double> Counts(TimedStep step) =>
        Vector<double>.Build.DenseOfEnumerable(events.Select(one => (double)step.Count(one)));

    private CalibratedCosts? Without(string configuration)
    {
        try
        {
            return new CalibratedCosts([.. steps.Where(step => step.Configuration != configuration)], events, seed);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private EventCost? CostOf(int index)
    {
        CostParameter one = events[index];
        if (independent.Left.ContainsKey(index))
        {
            int[] partners = [.. independent.Partners(index)];
            return new EventCost(one with { Cost = default }, partners.Length == 1 ? CostTold.Within : CostTold.NotApart,
                Names(partners));
        }

        int at = independent.Kept.ToList().IndexOf(index);
        if (at < 0)
            return null;

        Interval cost = fit.Cost(at);
        int[] inside = [.. independent.Left.Keys.Where(left => independent.Partners(left).Contains(index))];
        bool isOne = inside.All(left => independent.Partners(left).Count() == 1);
        int[] trading = cost.Low > 0 ? [] : [.. independent.Kept.Where((_, other) =>
            other != at && fit.Correlation(at, other) < Trading && fit.Cost(other).Low <= 0)];
        CostTold told = fit.IsNegative(at) ? CostTold.Negative
            : !isOne || trading.Length > 0 ? CostTold.NotApart
            : cost.Low <= 0 ? CostTold.AtMost
            : inside.Length > 0 ? CostTold.One
            : CostTold.Interval;
        int[] group = [.. inside, .. inside.SelectMany(independent.Partners), .. trading];
        return new EventCost(one with { Cost = cost }, told, Names(group.Except([index])));
    }

    private string[] Names(IEnumerable<int> indices) => [.. indices.Distinct().Order().Select(index => events[index].Event)];
}
