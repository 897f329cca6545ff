using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace S2Grid.Web.Access;

/// <summary>
/// Takes forms from these pages only: a browser says where a form comes from, and the form repeats a random value of a cookie that no other
/// site can read or send. No silo keeps anything, so that one takes the form that another has drawn.
/// </summary>
internal static class FormGuard
{
    /// <summary>The name of the hidden field.</summary>
    public const string Field = "form-key";

    private const string Cookie = "s2grid-form";
    private const int KeyBytes = 18;

    /// <summary>The value for the hidden field; sets the cookie where there is none.</summary>
    public static string KeyOf(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is { Length: > 0 } known)
            return known;

        if (context.Items[Cookie] is string made)
            return made;

        string key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        context.Items[Cookie] = key;
        context.Response.Cookies.Append(Cookie, key, Door.CookieOf(context));
        return key;
    }

    /// <summary>Whether a form that was read comes from these pages.</summary>
    public static bool IsOwn(HttpRequest request, IFormCollection form)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        bool isHere = site is not null ? site == "same-origin"
            : origin is null || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority == request.Host.Value);
        string expected = request.Cookies[Cookie] ?? "";
        return isHere && expected.Length > 0
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form[Field].ToString()), Encoding.UTF8.GetBytes(expected));
    }
}
