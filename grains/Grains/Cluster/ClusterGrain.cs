using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Configuration;
using S2Grid.Contracts.Cluster;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains.Cluster;

/// <inheritdoc cref="IClusterGrain"/>
/// <remarks>Keeps the silos' last reports in memory; if it is lost with its silo, they tell its successor within seconds.</remarks>
[Reentrant]
public sealed class ClusterGrain(
    IClusterMembershipService members, ICatalogue catalogue, ISegmentStore segments, GridSettings settings, IOptions<ClusterOptions> cluster)
    : Grain, IClusterGrain
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Membership membership = new(members, settings);
    private readonly Dictionary<string, (SiloReport Report, DateTimeOffset At)> reports = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<Contracts.Cluster.ClusterStatus> Status()
    {
        IReadOnlyList<SweepRecord> sweeps = await catalogue.List();
        return new Contracts.Cluster.ClusterStatus(
            cluster.Value.ClusterId,
            [.. membership.Active.Select(StatusOf)],
            sweeps.Count(sweep => sweep.Phase == SweepPhase.Started),
            catalogue.Place,
            segments.Place);
    }

    /// <inheritdoc/>
    public async Task Report(SiloReport report)
    {
        reports[report.Silo] = (report, settings.Clock.GetUtcNow());
        foreach (string silo in reports.Keys.ToArray())
        {
            if (!await membership.IsAliveAsync(silo))
                reports.Remove(silo);
        }
    }

    private SiloOverview StatusOf(string silo)
    {
        if (!reports.TryGetValue(silo, out (SiloReport Report, DateTimeOffset At) last))
            return new SiloOverview(SiloState.Silent, silo, null);
        bool isSilent = settings.Clock.GetUtcNow() - last.At > Silence;
        return new SiloOverview(isSilent ? SiloState.Silent : last.Report.IsDraining ? SiloState.Draining : SiloState.Active, silo, last.Report);
    }
}
