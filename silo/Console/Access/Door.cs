using System.Net;
using S2Grid.Security.Tokens;

namespace S2Grid.Web.Access;

/// <summary>
/// Knows visitors by the token in their cookie, which scripts cannot read and other sites cannot make a browser send. Each request is
/// judged by itself: no silo remembers a visitor, and a token that was revoked opens nothing from then on.
/// </summary>
/// <param name="services">Has the cluster's tokens, where it has any.</param>
internal sealed class Door(IServiceProvider services)
{
    private const string Cookie = "s2grid-token";
    private static readonly Visitor Anybody = new(null, Role.Admin);

    private readonly TokenCache? tokens = services.GetService<TokenCache>();

    /// <summary>Whether the cluster has tokens.</summary>
    public bool IsLocked => tokens is not null;

    /// <summary>
    /// Whether a request names this machine as one would here. Where there are no tokens, a page of another site could have its own name
    /// resolved to this machine, and would then be taken for one of these.
    /// </summary>
    public bool IsNamed(HostString host) => IsLocked || IPAddress.TryParse(host.Host.Trim('[', ']'), out _)
        || host.Host.Split('.')[^1] == "localhost"
        || host.Host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Who sends a request; null for somebody who has to sign in first.</summary>
    public Visitor? Find(HttpRequest request) => tokens is null ? Anybody
        : request.Cookies[Cookie] is { } secret && TryOpen(secret, out Visitor? visitor) is null ? visitor : null;

    /// <summary>Lets somebody in who shows a token.</summary>
    /// <returns>Why not; null if so.</returns>
    public string? SignIn(HttpContext context, string secret)
    {
        if (TryOpen(secret, out _) is { } refusal)
            return refusal;

        context.Response.Cookies.Append(Cookie, secret, CookieOf(context));
        return null;
    }

    /// <summary>Forgets who it is.</summary>
    public static void SignOut(HttpContext context) => context.Response.Cookies.Delete(Cookie, CookieOf(context));

    /// <summary>How a cookie is kept that only this server is to see.</summary>
    public static CookieOptions CookieOf(HttpContext context) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true };

    private string? TryOpen(string secret, out Visitor? visitor)
    {
        visitor = null;
        try
        {
            if (tokens?.Find(secret.Trim()) is not { } token)
                return "The token is not known to this cluster: it was never made here, or it was revoked.";

            if (token.Role == Role.Agent)
                return $"The token '{token.Name}' has the role agent; these pages need viewer.";

            visitor = new Visitor(token.Name, token.Role);
            return null;
        }
        catch (UnauthorizedAccessException expired)
        {
            return expired.Message;
        }
    }
}
