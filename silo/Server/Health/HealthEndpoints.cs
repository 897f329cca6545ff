using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S2Grid.Server.Resources;

namespace S2Grid.Server.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can serve; else 503 with the reasons. Neither asks for a token,
/// because what asks them is the machinery that starts and stops silos.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Adds what the endpoints need.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services, Backends backends, TimeProvider clock)
    {
        List<Backend> needed = [new("the catalogue", () => backends.Catalogue.Find(""))];
        if (backends.Redis is { } redis)
            needed.Add(new Backend("Redis", () => redis.GetDatabase().PingAsync()));
        services.AddSingleton(provider => new BackendWatch(needed, clock, provider.GetRequiredService<ILogger<BackendWatch>>()));
        services.AddHostedService(provider => provider.GetRequiredService<BackendWatch>());
        return services.AddSingleton<SiloHealth>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Json(new HealthAnswer("live", [])));
        endpoints.MapGet("/health/ready", (SiloHealth health) => health.Reasons() is { Count: > 0 } reasons
            ? Results.Json(new HealthAnswer("not ready", reasons), statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Json(new HealthAnswer("ready", [])));
    }
}
