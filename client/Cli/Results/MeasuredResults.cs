using MathNet.Numerics.Statistics;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Sweeps;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Results;

/// <summary>What machines measured in a sweep, by configuration, machine and kernel, with counts beside the simulator's.</summary>
internal sealed class MeasuredResults
{
    private MeasuredResults(ComparedSweep sweep)
    {
        Name = sweep.Name;
        Checks = CountCheck.Of(sweep.Groups);
        Times = new ComparisonMetrics(sweep.Specification, sweep.Groups).Times;
        Published = MeasuredFigures.Of(sweep);
    }

    /// <summary>The sweep's name.</summary>
    public string Name { get; }

    /// <summary>The configurations by first run, each with its counts beside the simulator's.</summary>
    public IReadOnlyList<CountCheck> Checks { get; }

    /// <summary>The same without those of which no run came so far.</summary>
    public IEnumerable<CountCheck> Measured => Checks.Where(check => check.Group.Agent is not null);

    /// <summary>The times of all steps.</summary>
    public IReadOnlyList<ComparisonMetric> Times { get; }

    /// <summary>Published changes beside those that were measured.</summary>
    public IReadOnlyList<PublishedComparison> Published { get; }

    /// <summary>Counts that differ from the simulator's, where they are comparable.</summary>
    public IEnumerable<(CountCheck Check, CountComparison Count)> Differences =>
        Checks.SelectMany(check => check.Differences.Select(difference => (check, difference)));

    /// <summary>Reads the runs that meet a condition.</summary>
    public static MeasuredResults Read(SweepStatus status, SweepSpecification specification, SegmentReader reader, string? where) =>
        new(new ComparedSweep(status.Name, specification, reader.Group(where, [], int.MaxValue, isCounted: true).Groups));

    /// <summary>Asks a grid for them.</summary>
    public static async Task<MeasuredResults> ReadAsync(GridSession grid, SweepStatus sweep, string? where, CancellationToken cancellation)
    {
        SweepSpecification specification = SweepPlans.Read(await grid.AskAsync(grains => grains.Sweep(sweep.Id).GetRequest(), cancellation));
        using SegmentReader reader = await grid.OpenResultsAsync(sweep.Id, specification.Plan, cancellation);
        return Read(sweep, specification, reader, where);
    }

    /// <summary>Says whether counts were verified.</summary>
    /// <returns>An exit code: <see cref="ExitCode.Failed"/> if any count differs, or none was compared.</returns>
    public int Judge(CliEnvironment environment)
    {
        int differences = Differences.Count();
        int compared = Checks.Sum(check => check.Comparable.Count());
        bool hasFunctions = Checks.Any(check => check.IsComparable && check.Counts.Any(count => count.IsFunction));
        if (differences > 0)
        {
            environment.WriteError($"{differences} of {compared} counts differ from the simulator's");
        }
        else if (!hasFunctions)
        {
            environment.WriteError("no kernel function was counted on an arm64 machine, so nothing was verified; the notes say why");
        }
        else
        {
            environment.Error.WriteLine($"All {compared} counts equal the simulator's.");
        }

        return differences == 0 && hasFunctions ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Writes one JSON document.</summary>
    public void WriteJson(TextWriter output) => JsonOutput.Write(output, new
    {
        Differences = Differences.Count(),
        Failed = Checks.Sum(check => check.Group.Failed),
        Configurations = Checks.Select(Document),
    });

    private Dictionary<string, object?> Document(CountCheck check)
    {
        RunGroup group = check.Group;
        var document = group.Configuration.EffectiveValues.ToDictionary(value => value.Name, value => (object?)value.Value);
        document["provenance"] = group.Provenance.Word();
        document["agent"] = group.Agent ?? "";
        document["kernel"] = group.Kernel ?? "";
        document["kernel_strategy"] = group.KernelStrategy ?? "";
        document["architecture"] = group.Architecture ?? "";
        document["runs"] = group.Runs;
        document["failed"] = group.Failed;
        document["error"] = group.Error;
        document["disturbed"] = group.Disturbed;
        document["times"] = Times.Where(time => time.Samples(group).Count > 0).Select(time => new
        {
            time.Step,
            Scope = group.Steps.First(step => step.Name == time.Step).Scope.Word(),
            MedianNanoseconds = time.Samples(group).Median(),
            Nanoseconds = time.Samples(group),
        });
        document["comparable"] = check.IsComparable;
        document["counts"] = check.Counts.Select(count => new { count.Step, count.What, count.Measured, count.Simulated, Equal = count.IsEqual });
        if (check.AgreeingStrategies is { } strategies)
        {
            document["agreeing_strategies"] = strategies;
        }

        document["notes"] = check.Notes;
        return document;
    }
}
