using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using S2Grid.Contracts;
using S2Grid.Experiments.Runs;
using S2Grid.Grains;
using S2Grid.Grains.Agents;
using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;
using S2Grid.Grains.Vms;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Hosting;

/// <summary>What grains and slots need of a silo's services, whichever process the silo runs in.</summary>
public static class GridServices
{
    /// <summary>
    /// Adds the services; after Orleans' own, so that slots start after the silo and stop before it. Storage is disposed of with them.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="catalogue">Opens the catalogue when it is first needed.</param>
    /// <param name="segments">Opens the segments when they are first needed.</param>
    /// <param name="settings">What the grid is set to.</param>
    public static IServiceCollection AddGrid(
        this IServiceCollection services,
        Func<IServiceProvider, ICatalogue> catalogue,
        Func<IServiceProvider, ISegmentStore> segments,
        GridSettings settings)
    {
        services.AddGridExceptions();
        services.AddSingleton(catalogue);
        services.AddSingleton(segments);
        services.AddSingleton(settings);
        services.AddSingleton(new TableMemoryBudget(settings.MemoryBudget));
        services.AddSingleton<VmSessions>();
        services.AddSingleton<CountCache>();
        services.AddSingleton<SweepPlans>();
        services.AddMetrics();
        services.AddSingleton<DroppedMeasurements>();
        services.AddSingleton(provider => new GridInstruments(
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<DroppedMeasurements>(),
            settings.Clock));
        services.AddSingleton(provider => new AgentInstruments(
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<DroppedMeasurements>(),
            settings.Clock));
        services.AddSingleton<PredictionChecks>();
        services.AddSingleton<SlotActivity>();
        services.AddHostedService<SimulationSlots>();
        if (settings.IsCluster)
        {
            services.AddHostedService<SweepMonitor>();
            services.AddHostedService<AgentMonitor>();
            services.AddHostedService<SiloReporter>();
        }

        return services;
    }

    /// <summary>How many slots a server has by default: one for each core but one, and at least one, so that it answers while it simulates.</summary>
    public static int DefaultSlots => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>The table memory that runs may take by default, in bytes: 70 % of what this process can have, in whole MiB.</summary>
    public static long DefaultMemoryBudget => (long)(0.7 * (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20)) << 20;
}
