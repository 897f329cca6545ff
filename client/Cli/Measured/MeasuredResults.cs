using S2Grid.Cli.Clusters;
using S2Grid.Cli.Reports;
using S2Grid.Contracts;
using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Specification;
using S2Grid.Grains;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Measured;

/// <summary>Reads and judges what machines measured in a sweep.</summary>
internal static class MeasuredResults
{
    /// <summary>Reads it.</summary>
    public static async Task<MeasuredTable> ReadAsync(GridSession grid, SweepStatus sweep, string? where, CancellationToken cancellation)
    {
        SweepSpecification specification = SweepPlans.Read(await grid.AskAsync(grains => grains.Sweep(sweep.Id).GetRequest(), cancellation));
        using SegmentReader reader = await grid.OpenResultsAsync(sweep.Id, specification.Plan, cancellation);
        return MeasuredTable.Build(reader.ReadMeasured(where));
    }

    /// <summary>Says whether counts were verified.</summary>
    /// <returns>An exit code: <see cref="ExitCode.Failed"/> if any count differs, or none was compared.</returns>
    public static int Judge(CliEnvironment environment, MeasuredTable results)
    {
        int differences = results.Differences.Count();
        int compared = results.Rows.Sum(row => row.Comparable.Count());
        bool hasFunctions = results.Rows.Any(row => row.IsComparable && row.Counts.Any(count => count.IsFunction));
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
}
