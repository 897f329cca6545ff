using S2Grid.Api.Agents;
using S2Grid.Api.Catalogue;
using S2Grid.Api.Cluster;
using S2Grid.Api.Document;
using S2Grid.Api.Grids;
using S2Grid.Api.Requests;
using S2Grid.Api.Results;
using S2Grid.Api.Sweeps;
using S2Grid.Api.Vms;
using S2Grid.Views.Grids;

namespace S2Grid.Api;

/// <summary>The HTTP API of a silo, below <c>/api/v1</c> on its web port: what <c>s2grid</c> does, in the same words.</summary>
public static class ApiServices
{
    /// <summary>Adds what the API, and pages that show what it tells, need.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<GridSession, SiloSession>()
        .AddSingleton<StoredResults>()
        .AddSingleton<KnownRequests>()
        .AddSingleton<SweepAddresses>()
        .AddSingleton<ResultAddresses>()
        .AddSingleton<AgentAddresses>()
        .AddSingleton<ClusterAddresses>()
        .AddSingleton<VmAddresses>()
        .AddOpenApi(ApiDocument.Name, ApiDocument.Describe);

    /// <summary>Maps the addresses.</summary>
    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        var api = new Addresses(endpoints);
        api.MapCatalogue();
        endpoints.ServiceProvider.GetRequiredService<SweepAddresses>().Map(api);
        endpoints.ServiceProvider.GetRequiredService<ResultAddresses>().Map(api);
        endpoints.ServiceProvider.GetRequiredService<AgentAddresses>().Map(api);
        endpoints.ServiceProvider.GetRequiredService<ClusterAddresses>().Map(api);
        endpoints.ServiceProvider.GetRequiredService<VmAddresses>().Map(api);
        ApiDocument.Map(endpoints);
        api.MapRest();
    }
}
