using S2Grid.Web.Access;

namespace S2Grid.Web.Pages;

/// <summary>The colours that a visitor has chosen.</summary>
internal static class Theme
{
    /// <summary>The choices besides the system's.</summary>
    private static readonly string[] Names = ["light", "dark"];

    private const string Cookie = "s2grid-theme";

    /// <summary>The choice; null for the system's.</summary>
    public static string? Of(HttpRequest request) => Names.FirstOrDefault(name => name == request.Cookies[Cookie]);

    /// <summary>Remembers a choice; what is none is the system's.</summary>
    public static void Choose(HttpContext context, string name)
    {
        CookieOptions options = Door.CookieOf(context);
        if (Names.Contains(name))
        {
            options.MaxAge = TimeSpan.FromDays(365);
            context.Response.Cookies.Append(Cookie, name, options);
        }
        else
        {
            context.Response.Cookies.Delete(Cookie, options);
        }
    }
}
