using System.Text;
using Microsoft.Net.Http.Headers;

namespace S2Grid.Api.Access;

/// <summary>
/// Asks for a token on the silo's web port, where the cluster has tokens: <c>Authorization: Bearer TOKEN</c>, which programs send, or
/// <c>Basic</c> with the token as password and any user name, which browsers ask people for.
/// </summary>
public static class BearerCheck
{
    private const string Scheme = "Bearer ";
    private const string BasicScheme = "Basic ";
    /// <summary>What a browser or a program is asked for.</summary>
    public static IReadOnlyList<string> Challenges { get; } =
        ["Basic realm=\"S2Grid: any name, the token as password\", charset=\"UTF-8\"", "Bearer"];

    /// <summary>Why a request may not go on; null if it may.</summary>
    /// <param name="tokens">The cluster's tokens; null if it has none.</param>
    /// <param name="authorization">The request's header.</param>
    /// <param name="needed">The least role with which it may.</param>
    public static (int Status, string Reason)? Refusal(TokenCache? tokens, string? authorization, Role needed = Role.Viewer)
    {
        if (tokens is null)
            return null;
        if (Secret(authorization) is not { } secret)
        {
            return (StatusCodes.Status401Unauthorized,
                "This silo asks for a token: 'Authorization: Bearer TOKEN', or in a browser the token as password and any name. Its "
                + "administrator makes one with 's2grid token create'.");
        }

        try
        {
            if (tokens.Find(secret) is not { } token)
            {
                return (StatusCodes.Status401Unauthorized,
                    "The token is not known to this cluster: it was never made here, or it was revoked.");
            }

            return token.Role == needed || (token.Role != Role.Agent && token.Role > needed)
                ? null
                : (StatusCodes.Status403Forbidden,
                    $"The token '{token.Name}' has the role {NameOf(token.Role)}; this needs {NameOf(needed)}.");
        }
        catch (UnauthorizedAccessException expired)
        {
            return (StatusCodes.Status401Unauthorized, expired.Message);
        }
    }

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The token that a header has; null if it has none.</summary>
    private static string? Secret(string? authorization)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is true)
            return authorization[Scheme.Length..].Trim();
        if (authorization?.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase) is not true)
            return null;
        byte[] pair = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[BasicScheme.Length..].Trim(), pair, out int length))
            return null;
        string text = Encoding.UTF8.GetString(pair, 0, length);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }

    /// <summary>Lets requests with a viewer's token, or one of more, through.</summary>
    public static void RequireToken(this IEndpointConventionBuilder endpoint, IServiceProvider services)
    {
        TokenCache? tokens = services.GetService<TokenCache>();
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
                context.Response.Headers[HeaderNames.WWWAuthenticate] = Challenges.ToArray();
                await context.Response.WriteAsync(reason + "\n");
            };
        });
    }
}
