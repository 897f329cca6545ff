using System.Globalization;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Cli.Sweeps;

/// <summary>A sweep's status as JSON.</summary>
internal static class SweepJson
{
    /// <summary>The object.</summary>
    public static object Of(SweepStatus sweep) => new
    {
        sweep.Name,
        sweep.Id,
        sweep.Progress.State,
        sweep.Progress.TotalRuns,
        sweep.Progress.DoneRuns,
        sweep.Progress.FailedRuns,
        sweep.Progress.ReusedRuns,
        sweep.Progress.SessionRuns,
        SessionSeconds = sweep.Progress.Elapsed.TotalSeconds,
        sweep.CreatedAt,
        sweep.StartedAt,
        EndedAt = sweep.EndedAt?.ToString("O", CultureInfo.InvariantCulture),
        sweep.SpecificationHash,
        sweep.EngineVersion,
        Process = sweep.OwnerProcessId,
        sweep.Segments,
        sweep.StoredBytes,
        sweep.Progress.Fault,
    };
}
