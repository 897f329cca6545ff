using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using S2Grid.Protocol;
using S2Grid.Security.Transport;
using S2Grid.Server.Access;
using S2Grid.Server.Configuration;

namespace S2Grid.Server.Agents;

/// <summary>The port where agents connect: gRPC over HTTP/2, with TLS where the silo has certificates, in clear text on loopback
/// else.</summary>
internal static class AgentEndpoint
{
    /// <summary>The largest message that is taken from an agent, in bytes.</summary>
    public const int MaxMessageBytes = 16 << 20;

    private const string StatusTrailer = "grpc-status";
    private const string MessageTrailer = "grpc-message";
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(15);

    /// <summary>Listens for agents.</summary>
    public static void ListenForAgents(this KestrelServerOptions kestrel, SiloConfiguration configuration, Action<ListenOptions> encrypt)
    {
        // An agent whose network is cut says nothing; pings find that out.
        kestrel.Limits.Http2.KeepAlivePingDelay = PingDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = PingDelay;
        kestrel.Listen(configuration.Bind, configuration.Ports.Agents, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            encrypt(endpoint);
        });
    }

    /// <summary>Adds what the gateway needs.</summary>
    public static IServiceCollection AddAgentGateway(this IServiceCollection services, TimeProvider clock)
    {
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxMessageBytes;
            options.Interceptors.Add<AgentRefusals>();
        });
        services.TryAddSingleton(provider => new RejectionLog(clock, provider.GetRequiredService<ILogger<RejectionLog>>()));
        return services;
    }

    /// <summary>Keeps agents to their port and others away from it; explains and logs what is refused.</summary>
    /// <param name="app">The silo's web server.</param>
    /// <param name="configuration">Which port is for what.</param>
    public static IApplicationBuilder UseAgentGateway(this IApplicationBuilder app, SiloConfiguration configuration)
    {
        RejectionLog log = app.ApplicationServices.GetRequiredService<RejectionLog>();
        return app.Use(async (context, next) =>
        {
            bool isForAgents = context.Request.Path.StartsWithSegments($"/{AgentGateway.Descriptor.FullName}", StringComparison.Ordinal);
            if (isForAgents != (context.Connection.LocalPort == configuration.Ports.Agents))
            {
                await TellOfWrongPortAsync(context, isForAgents, WrongPort.Ports(configuration));
                return;
            }

            await next(context);
            if (isForAgents)
                Explain(context, log);
        });
    }

    /// <summary>Answers agents.</summary>
    public static void MapAgentGateway(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<AgentGatewayService>();

    private static async Task TellOfWrongPortAsync(HttpContext context, bool isForAgents, string ports)
    {
        if (isForAgents)
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers[StatusTrailer] = ((int)StatusCode.Unimplemented).ToString(CultureInfo.InvariantCulture);
            context.Response.Headers[MessageTrailer] = Uri.EscapeDataString(ports);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await context.Response.WriteAsync(ports + "\n");
    }

    private static void Explain(HttpContext context, RejectionLog log)
    {
        // A refusal that comes before any answer stands in the headers.
        IHeaderDictionary? place = context.Response.Headers.ContainsKey(StatusTrailer)
            ? context.Response.Headers
            : context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        if (place is null
            || !int.TryParse(place[StatusTrailer], NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            || (StatusCode)status is StatusCode.OK or StatusCode.Cancelled)
        {
            return;
        }

        if (Sentence((StatusCode)status) is { } sentence && !context.Response.HasStarted
            && !context.Items.ContainsKey(AgentRefusals.IsExplained))
        {
            place[MessageTrailer] = Uri.EscapeDataString(sentence);
        }

        string reason = Uri.UnescapeDataString(place[MessageTrailer].ToString());
        log.AddCall(context.Connection.RemoteIpAddress, context.Request.Path.Value!.Split('/')[^1], reason);
    }

    /// <summary>What to say where gRPC itself has refused a message.</summary>
    private static string? Sentence(StatusCode status) => status switch
    {
        StatusCode.ResourceExhausted =>
            $"The message is larger than {MaxMessageBytes >> 20} MiB, the most that a silo takes; measure fewer iterations or larger "
            + $"pieces.",
        StatusCode.Internal or StatusCode.Unknown => "The message cannot be read: it is not what agents of this version send.",
        _ => null,
    };
}
