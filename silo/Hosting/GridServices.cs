using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using S2Grid.Contracts;
using S2Grid.Experiments.Runs;
using S2Grid.Grains.Agents;
using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;

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
        Func<IServiceProvider, SweepCatalogue> catalogue,
        Func<IServiceProvider, ISegmentStore> segments,
        GridSettings settings)
    {
        services.AddGridExceptions();
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new SteadyClock()));
        services.AddSingleton(catalogue);
        services.AddSingleton(segments);
        services.AddSingleton(settings);
        services.AddSingleton(new TableMemoryBudget(settings.MemoryBudget));
        services.AddSingleton<VmSessions>();
        services.AddSingleton<CountCache>();
        services.AddSingleton<SweepPlans>();
        services.AddMetrics();
        services.AddSingleton<DroppedMeasurements>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<GridInstruments>(provider, settings.Clock));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AgentInstruments>(provider, settings.Clock));
        services.AddSingleton<GuestInstruments>();
        services.AddSingleton<GuestStudies>();
        services.AddSingleton<SweepContext>();
        services.AddSingleton<SweepRemoval>();
        services.AddSingleton<VmContext>();
        services.AddSingleton<PredictionChecks>();
        services.AddSingleton<SlotActivity>();
        services.AddHostedService<SimulationSlots>();
        if (settings.Policy.HasManySilos)
        {
            services.AddHostedService<SweepMonitor>();
            services.AddHostedService<AgentMonitor>();
            services.AddSingleton<CatalogueLag>();
            services.AddHostedService<SiloReporter>();
        }

        return services;
    }

    /// <summary>How many slots a server has by default: one for each core but one, and at least one, so that it answers while it
    /// simulates.</summary>
    public static int DefaultSlots => Math.Max(1, Environment.ProcessorCount - 1);
}
