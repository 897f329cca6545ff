using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
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
        endpoints.MapLook("/health/live", () => Results.Json(new HealthAnswer("live", [])));
        endpoints.MapLook("/health/ready", (SiloHealth health) => health.Reasons() is { Count: > 0 } reasons
            ? Results.Json(new HealthAnswer("not ready", reasons), statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Json(new HealthAnswer("ready", [])));
    }

    /// <summary>Maps what can be looked at: other methods than GET and HEAD are told so, not that nothing is there.</summary>
    private static void MapLook(this IEndpointRouteBuilder endpoints, string address, Delegate answer)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        endpoints.MapMethods(address, methods, answer);
        endpoints.Map(address, context =>
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = string.Join(", ", methods);
            return Task.CompletedTask;
        });
    }

    /// <summary>What is answered, as JSON: <c>live</c>, <c>ready</c> or <c>not ready</c> with the reasons.</summary>
    private sealed record HealthAnswer(string Status, IReadOnlyList<string> Reasons);
}
