namespace S2Grid.Views.Cluster;

/// <summary>A cluster as JSON.</summary>
public static class ClusterJson
{
    /// <summary>The cluster as it stands.</summary>
    public static object Of(ClusterStatus status) =>
        new { status.ClusterId, status.ActiveSweeps, status.Catalogue, status.Segments, Silos = status.Silos.Select(Of) };

    /// <summary>A silo.</summary>
    public static object Of(SiloOverview silo) => silo.Report is not { } report
        ? new { silo.Silo, silo.State }
        : new
        {
            silo.Silo,
            silo.State,
            report.Host,
            Pid = report.ProcessId,
            report.Version,
            Engine = report.EngineVersion,
            report.Slots,
            report.BusySlots,
            report.MemoryBudget,
            report.MemoryInUse,
            report.StartedAt,
            ReportAgeSeconds = silo.Age?.TotalSeconds,
            CallSeconds = report.CallTime?.TotalSeconds,
            CatalogueSeconds = report.CatalogueTime?.TotalSeconds,
        };
}
