using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Results;

/// <summary>Groups of runs, simulated or as an agent would have measured them.</summary>
internal static class GroupsOf
{
    /// <summary>The runs of a sweep, simulated.</summary>
    internal static ComparedSweep Simulated(string yaml, string name = "sweep")
    {
        ResultsOf results = ResultsOf.Sweep(yaml);
        return results.Group(results.Results, name);
    }

    /// <summary>The configurations of a sweep with a measured step <c>enable</c>.</summary>
    /// <param name="yaml">The sweep.</param>
    /// <param name="seconds">The samples of a configuration; none if it was not run.</param>
    /// <param name="place">Where they come from.</param>
    /// <param name="name">The sweep's name.</param>
    internal static ComparedSweep Measured(
        string yaml, Func<RunConfiguration, IReadOnlyList<double>> seconds, FigureOrigin? place = null, string name = "sweep")
    {
        SweepSpecification specification = SweepSpecification.Parse(yaml, "sweep.yaml").Specification!;
        FigureOrigin origin = place ?? new FigureOrigin(Provenance.Hardware, Scope.Ioctl, "ampere-1", "6.12");
        RunConfiguration[] configurations =
            [.. Enumerable.Range(0, (int)specification.Plan.RunCount).Select(i => specification.Plan[i].Configuration).Distinct()];
        return new ComparedSweep(
            name,
            specification,
            [.. configurations.Index().Where(c => seconds(c.Item).Count > 0).Select(c => new RunGroup(
                c.Item,
                origin.Provenance,
                origin.Agent,
                origin.Kernel,
                c.Index,
                seconds(c.Item).Count,
                0,
                null,
                [new StepGroup("enable", origin.Scope, new StepCounters(), [], seconds(c.Item))]))]);
    }

    /// <summary>Compares strategies with mainline, backing by backing.</summary>
    internal static SweepComparison Compare(this ComparedSweep sweep, params string[] metrics)
    {
        var known = new ComparisonMetrics(sweep.Specification, sweep.Groups);
        return SweepComparison.Build(
            sweep, metrics.Length == 0 ? known.Standard : [.. metrics.Select(name => known.Find(name)!)], ["backing"],
            sweep.Specification.Baseline);
    }
}
