
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Cluster;

namespace S2Grid.Cli.Clusters;

/// <summary>Writes a cluster's status as JSON.</summary>
public static class ClusterStatusJson
{
    /// <summary>Writes one object; sizes are in bytes.</summary>
    public static void Write(TextWriter output, ClusterStatus status) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("cluster_id", status.ClusterId);
        json.WriteNumber("active_sweeps", status.ActiveSweeps);
        json.WriteString("catalogue", status.Catalogue);
        json.WriteString("segments", status.Segments);
        json.WriteStartArray("silos");
        foreach (Contracts.Cluster.SiloStatus silo in status.Silos)
        {
            json.WriteStartObject();
            json.WriteString("silo", silo.Silo);
            json.WriteString("state", silo.State.ToString().ToLowerInvariant());
            if (silo.Report is { } report)
            {
                json.WriteString("host", report.Host);
                json.WriteNumber("pid", report.ProcessId);
                json.WriteString("version", report.Version);
                json.WriteString("engine", report.EngineVersion);
                json.WriteNumber("slots", report.Slots);
                json.WriteNumber("busy_slots", report.BusySlots);
                json.WriteNumber("memory_budget", report.MemoryBudget);
                json.WriteNumber("memory_in_use", report.MemoryInUse);
                json.WriteString("started_at", report.StartedAt);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
