using System.Globalization;
using System.Text.Json;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Sweeps;

/// <summary>A sweep's status as JSON properties.</summary>
public static class StatusJson
{
    /// <summary>Writes the properties into an object that is open.</summary>
    public static void WriteProperties(Utf8JsonWriter json, SweepStatus sweep)
    {
        SweepProgress progress = sweep.Progress;
        json.WriteString("name", sweep.Name);
        json.WriteString("id", sweep.Id);
        json.WriteString("state", progress.State.ToString().ToLowerInvariant());
        json.WriteNumber("total_runs", progress.TotalRuns);
        json.WriteNumber("done_runs", progress.DoneRuns);
        json.WriteNumber("failed_runs", progress.FailedRuns);
        json.WriteNumber("reused_runs", progress.ReusedRuns);
        json.WriteNumber("session_runs", progress.SessionRuns);
        json.WriteNumber("session_seconds", progress.Elapsed.TotalSeconds);
        json.WriteString("created_at", sweep.CreatedAt);
        json.WriteString("started_at", sweep.StartedAt);
        json.WriteString("ended_at", sweep.EndedAt?.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("specification_hash", sweep.SpecificationHash);
        json.WriteString("engine_version", sweep.EngineVersion);
        json.WriteNumberOrNull("process", sweep.OwnerProcessId);
        json.WriteNumber("segments", sweep.Segments);
        json.WriteNumber("stored_bytes", sweep.StoredBytes);
        json.WriteString("fault", progress.Fault);
    }
}
