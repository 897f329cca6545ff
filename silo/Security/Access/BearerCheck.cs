using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using S2Grid.Contracts;

namespace S2Grid.Silo.Security;

/// <summary>Asks for a token on the silo's web port, where the cluster has tokens: <c>Authorization: Bearer TOKEN</c>.</summary>
internal static class BearerCheck
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether a token with this role may read.</summary>
    public static bool MayRead(Role role) => role is Role.Viewer or Role.Operator or Role.Admin;

    /// <summary>Why a request may not go on; null if it may.</summary>
    /// <param name="tokens">The cluster's tokens; null if it has none.</param>
    /// <param name="authorization">The request's header.</param>
    public static (int Status, string Reason)? Refusal(TokenKeeper? tokens, string? authorization)
    {
        if (tokens is null)
            return null;
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is not true)
            return (StatusCodes.Status401Unauthorized, "This silo asks for a token: 'Authorization: Bearer TOKEN'. Its administrator makes one with 's2grid token create'.");
        try
        {
            if (tokens.Find(authorization[Scheme.Length..].Trim()) is not { } token)
                return (StatusCodes.Status401Unauthorized, "The token is not known to this cluster: it was never made here, or it was revoked.");
            return MayRead(token.Role)
                ? null
                : (StatusCodes.Status403Forbidden, $"The token '{token.Name}' has the role {token.Role.ToString().ToLowerInvariant()}; this page needs viewer.");
        }
        catch (UnauthorizedAccessException expired)
        {
            return (StatusCodes.Status401Unauthorized, expired.Message);
        }
    }

    /// <summary>Lets requests with a viewer's token, or one of more, through.</summary>
    public static void RequireToken(this IEndpointConventionBuilder endpoint, IServiceProvider services)
    {
        TokenKeeper? tokens = services.GetService<TokenKeeper>();
        endpoint.Add(builder =>
        {
            RequestDelegate next = builder.RequestDelegate!;
            builder.RequestDelegate = async context =>
            {
                if (Refusal(tokens, context.Request.Headers.Authorization) is not var (status, reason))
                {
                    await next(context);
                    return;
                }

                context.Response.StatusCode = status;
                context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
                await context.Response.WriteAsync(reason + "\n");
            };
        });
    }
}
