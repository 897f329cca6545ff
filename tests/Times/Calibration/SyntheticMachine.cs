using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Times.Calibration;

namespace S2Grid.Times.Tests.Calibration;

/// <summary>A machine whose true costs are known, because they were drawn: its times are counts times costs, and scatter.</summary>
internal sealed class SyntheticMachine
{
    private const double Scatter = 0.04;

    /// <summary>How far a configuration as a whole is from the sum: a kernel's work is not quite linear.</summary>
    private const double Unlike = 0.01;

    private static readonly double[] Middle = [19, 25, 30, 50_000, 2000, 2.4, 60, 2400, 3000, 400, 250];

    private readonly Random random;

    internal SyntheticMachine(int seed)
    {
        random = new Random(seed);
        Costs = [.. Middle.Select(cost => cost * Math.Pow(2, (2 * random.NextDouble()) - 1))];
    }

    /// <summary>The counts of configurations, simulated once, by configuration and step.</summary>
    internal static IReadOnlyList<(string Configuration, string Step, StepCounters Counters)> Counted { get; } = [.. Count(
        "{memory: [32M, 64M, 256M], backing: [4k, thp, hugetlb-2m], scenario: [enable, clear], chunk: [0, 2M, 1G]}")];

    /// <summary>What each event of <see cref="CalibrationEvents.All"/> costs, in nanoseconds.</summary>
    internal double[] Costs { get; }

    internal static IEnumerable<(string Configuration, string Step, StepCounters Counters)> Count(
        string axes, string strategy = "") =>
        from run in SweepSpecification.Parse($"axes: {axes}\nbackend: kvm\n", "s").Specification!.Plan is var plan
            ? Enumerable.Range(0, (int)plan.RunCount).Select(index => plan[index].Configuration) : []
        let counts = PredictedIoctls.Simulate(run, Measured with { KernelStrategy = strategy })
        from step in counts.Steps
        select (run.Canonical, step, counts.Counters(step));

    private static Measurement Measured => new("altra1", "6.12", "", "arm64", 4096, Provenance.Hardware, [], null, "", [], "[]", "{}");

    internal TimedStep Time((string Configuration, string Step, StepCounters Counters) counted, int samples)
    {
        var counts = new TimedStep(counted.Configuration, counted.Step, counted.Counters, [0]);
        double time = CalibrationEvents.All.Zip(Costs, (one, cost) => counts.Count(one) * cost).Sum() * (1 + (Unlike * Normal()));
        return new TimedStep(counted.Configuration, counted.Step, counted.Counters,
            [.. Enumerable.Range(0, samples).Select(_ => time * (1 + (Scatter * Normal())))]);
    }

    /// <summary>What an event truly costs.</summary>
    internal double Cost(string name) => Costs[CalibrationEvents.All.Index().Single(one => one.Item.Event == name).Index];

    internal T[] Shuffle<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        random.Shuffle(all);
        return all;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
