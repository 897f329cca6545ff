using System.Net;

namespace S2Grid.Api.Access;

/// <summary>
/// Keeps pages of other sites from using a browser that reaches this silo: a page elsewhere can make one send requests to 127.0.0.1, and
/// can give that address a name of its own.
/// </summary>
internal static class Origins
{
    /// <summary>Why a request may not go on; null if it may.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isOpen">Whether no token is asked for.</param>
    public static string? Refusal(HttpRequest request, bool isOpen)
    {
        if (isOpen && !IsAddress(request.Host.Host))
        {
            return $"Without tokens this silo answers to its address only, not to the name '{PrintableText.Sanitize(request.Host.Host)}', "
                + "which could be anybody's.";
        }

        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        bool isElsewhere = site is not (null or "same-origin" or "none")
            || (origin is not null && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority == request.Host.Value));
        return isElsewhere && !HttpMethods.IsGet(request.Method) ? "A page of another site may not change anything here." : null;
    }

    private static bool IsAddress(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
