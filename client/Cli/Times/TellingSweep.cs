using S2Grid.Times.Calibration;

namespace S2Grid.Cli.Times;

/// <summary>The sweep whose runs would tell events apart.</summary>
internal static class TellingSweep
{
    /// <summary>What could be measured: small enough for any machine, and each with all chunks that KVM splits by.</summary>
    private static readonly string[] Offered =
    [
        .. from backing in (string[])["4k", "thp", "hugetlb-2m"]
           from scenario in (string[])["enable", "clear"]
           select Axes("[64M, 256M]", backing, scenario),
        Axes("1G", "hugetlb-1g", "enable"),
        Axes("1G", "hugetlb-1g", "clear"),
    ];

    /// <summary>The sweep file; null where no run tells anything apart, or nothing needs to be.</summary>
    /// <param name="costs">What was fitted.</param>
    /// <param name="fitted">What it was fitted to.</param>
    /// <param name="machine">A measurement of the machine.</param>
    public static (string? File, IReadOnlyList<string> Never) Of(
        CalibratedCosts costs, IReadOnlyList<TimedStep> fitted, Measurement machine)
    {
        TimedStep[][] counted = [.. Offered.Select(axes => Count(axes, machine))];
        var runs = TellingRuns.Of(costs, fitted, counted);
        string[] chosen = [.. runs.Chosen.Select(index => Offered[index])];
        string include = chosen.Length < 2 ? "" : $"include:\n{string.Concat(chosen.Skip(1).Select(axes => $"  - {{{axes}}}\n"))}";
        return (chosen.Length == 0 ? null : $"name: tell-apart\nbackend: kvm\naxes: {{{chosen[0]}}}\n{include}repeats: 10\n", runs.Never);
    }

    private static string Axes(string memory, string backing, string scenario) =>
        $"memory: {memory}, backing: {backing}, scenario: {scenario}, chunk: [0, 2M, 1G]";

    private static TimedStep[] Count(string axes, Measurement machine)
    {
        SweepPlan plan = SweepSpecification.Parse($"axes: {{{axes}}}\nbackend: kvm\n", "tell-apart").Specification!.Plan;
        return
        [
            .. from index in Enumerable.Range(0, (int)plan.RunCount)
               let simulated = PredictedIoctls.Simulate(plan[index].Configuration, machine)
               from step in simulated.Steps
               select new TimedStep(axes, step, simulated.Counters(step), [1]),
        ];
    }
}
