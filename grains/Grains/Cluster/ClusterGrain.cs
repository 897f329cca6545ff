using Microsoft.Extensions.Options;
using Orleans.Configuration;
using S2Grid.Contracts.Cluster;

namespace S2Grid.Grains.Cluster;

/// <inheritdoc cref="IClusterGrain"/>
/// <remarks>Keeps the silos' last reports in memory; if it is lost with its silo, they tell its successor within seconds.</remarks>
[Reentrant]
internal sealed class ClusterGrain(
    IClusterMembershipService members, SweepCatalogue catalogue, ISegmentStore segments, GridSettings settings,
    IOptions<ClusterOptions> cluster)
    : Grain, IClusterGrain
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Membership membership = new(members, settings);
    private readonly Dictionary<string, (SiloReport Report, long At)> reports = new(StringComparer.Ordinal);

    public async Task<Contracts.Cluster.ClusterStatus> Status()
    {
        IReadOnlyList<SweepRecord> sweeps = await catalogue.List();
        return new Contracts.Cluster.ClusterStatus(
            cluster.Value.ClusterId,
            [.. membership.Active.Select(StatusOf)],
            sweeps.Count(sweep => sweep.Phase == SweepPhase.Started),
            catalogue.Place,
            segments.Place,
            settings.Clock.GetUtcNow());
    }

    public async Task Report(SiloReport report)
    {
        reports[report.Silo] = (report, settings.Clock.GetTimestamp());
        foreach (string silo in reports.Keys.ToArray())
        {
            if (!await membership.IsAliveAsync(silo))
                reports.Remove(silo);
        }
    }

    private SiloOverview StatusOf(string silo)
    {
        (SiloReport? report, long at) = reports.GetValueOrDefault(silo);
        TimeSpan? age = report is null ? null : settings.Clock.GetElapsedTime(at);
        SiloState state = age is null || age > Silence ? SiloState.Silent : report!.IsDraining ? SiloState.Draining : SiloState.Active;
        return new SiloOverview(state, silo, report, age);
    }
}
