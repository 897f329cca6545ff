namespace S2Grid.Views.Sweeps;

/// <summary>Sweeps as JSON.</summary>
public static class SweepJson
{
    /// <summary>A sweep as it stands.</summary>
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
        sweep.Replaces,
    };

    /// <summary>How far a sweep is.</summary>
    public static object Of(SweepProgress progress) => new
    {
        progress.State,
        progress.TotalRuns,
        progress.DoneRuns,
        progress.FailedRuns,
        progress.ReusedRuns,
        progress.SessionRuns,
        progress.RunsPerSecond,
        RemainingSeconds = progress.Remaining?.TotalSeconds,
        progress.Fault,
    };

    /// <summary>What it was started with.</summary>
    public static object Of(SweepRequest request) => new
    {
        SpecificationFile = request.FileName,
        Specification = request.SpecificationText,
        Overrides = request.Overrides.ToDictionary(axis => axis.Axis, axis => axis.Values),
    };

    /// <summary>Why a run was or was not reused, in parts of one object.</summary>
    public static IEnumerable<object> Of(RunExplanation why) =>
    [
        new { Run = why.RunIndex, why.Repeat, why.Identity, why.Stored, why.Failed, why.ReusedFrom, why.ComparedWith },
        .. why.FirstDifference is { } difference
            ? new object[] { new { FirstDifference = new { difference.Name, difference.Value, difference.OtherValue } } }
            : [],
        new { why.Sentence },
    ];
}
