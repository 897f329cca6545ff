using System.Text.Json.Nodes;
using MathNet.Numerics.Statistics;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;

namespace S2Grid.Views.Results;

/// <summary>What machines measured in a sweep, by configuration, machine and kernel, with counts beside the simulator's.</summary>
public sealed class MeasuredResults
{
    /// <summary>Reads the runs that meet a condition.</summary>
    public MeasuredResults(StoredSweep stored, string? where)
    {
        Name = stored.Name;
        var sweep = new ComparedSweep(Name, stored.Specification, stored.Runs.Group(where, [], int.MaxValue, isCounted: true).Groups);
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

    /// <summary>The times that were measured.</summary>
    public IReadOnlyList<ComparisonMetric> Times { get; }

    /// <summary>Published changes beside those that were measured.</summary>
    public IReadOnlyList<PublishedComparison> Published { get; }

    /// <summary>Counts that differ from the simulator's, where they are comparable.</summary>
    public IEnumerable<(CountCheck Check, CountComparison Count)> Differences =>
        Checks.SelectMany(check => check.Differences.Select(difference => (check, difference)));

    /// <summary>Says whether counts were verified.</summary>
    /// <returns>An exit code: <see cref="ExitCode.Failed"/> if any count differs, or none was compared.</returns>
    public int Judge(CliEnvironment environment)
    {
        int differences = Differences.Count();
        int compared = Checks.Sum(check => check.Comparable.Count());
        bool hasFunctions = Checks.Any(check => check.IsComparable && check.Counts.Any(count => count.IsFunction));
        if (differences > 0)
            environment.WriteError($"{differences} of {compared} counts differ from the simulator's");
        else if (!hasFunctions)
            environment.WriteError("no kernel function was counted on an arm64 machine, so nothing was verified; the notes say why");
        else
            environment.Error.WriteLine($"All {compared} counts equal the simulator's.");

        return differences == 0 && hasFunctions ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Writes them as JSON.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="header">What stands before them.</param>
    public void WriteJson(TextWriter output, JsonObject header) => JsonOutput.WriteMerged(output, header, new
    {
        Differences = Differences.Count(),
        Failed = Checks.Sum(check => check.Group.Failed),
        Configurations = Checks.Select(Document),
    });

    private JsonObject Document(CountCheck check)
    {
        RunGroup group = check.Group;
        return JsonOutput.Merged(
            SettingColumn.ValuesOf(group.Configuration),
            new
            {
                Provenance = group.Provenance.Word(),
                Agent = group.Agent ?? "",
                Kernel = group.Kernel ?? "",
                KernelStrategy = group.KernelStrategy ?? "",
                Architecture = group.Architecture ?? "",
                group.Runs,
                group.Failed,
                group.Error,
                group.Disturbed,
                Times = Times.Where(time => time.Samples(group).Count > 0).Select(time => new
                {
                    time.Step,
                    Scope = group.Steps.First(step => step.Name == time.Step).Scope.Word(),
                    MedianNanoseconds = time.Samples(group).Median(),
                    Nanoseconds = time.Samples(group),
                }),
                Comparable = check.IsComparable,
                Counts =
                    check.Counts.Select(count => new { count.Step, count.What, count.Measured, count.Simulated, Equal = count.IsEqual }),
            },
            check.AgreeingStrategies is { } strategies ? new { AgreeingStrategies = strategies } : new { },
            new { check.Notes });
    }
}
