using System.Net.Sockets;

namespace S2Grid.Cli.Clusters;

/// <summary>Reads addresses of gateways, <c>HOST:PORT</c> or <c>[IPV6]:PORT</c>.</summary>
internal static class GatewayAddress
{
    /// <summary>Whether a text is one or several addresses, separated by commas.</summary>
    public static bool AreAddresses(string text) => text.Length > 0 && text.Split(',').All(part => TrySplit(part, out _, out _));

    /// <summary>The addresses behind a name and port.</summary>
    /// <exception cref="UsageException">The name is not known; the message says so.</exception>
    public static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(string text, CancellationToken cancellation)
    {
        if (!TrySplit(text, out string host, out int port))
            throw new UsageException([new UsageError($"'{text}' is not a valid gateway; write HOST:PORT or [IPV6]:PORT", text)]);

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellation);
            return addresses.Length > 0
                ? [.. addresses.Select(address => new IPEndPoint(address, port))] : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException e)
        {
            throw new UsageException($"the host '{host}' of the gateway {text} is not known: {e.Message}", e);
        }
    }

    private static bool TrySplit(string text, out string host, out int port)
    {
        int colon = text.LastIndexOf(':');
        (host, port) = (colon > 0 ? text[..colon] : "", 0);
        bool isBracketed = host is ['[', .., ']'];
        host = isBracketed ? host[1..^1] : host;

        // Without brackets the colons of an IPv6 address and the one before the port look alike.
        return host.Length > 0 && isBracketed == host.Contains(':')
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= IPEndPoint.MaxPort;
    }
}
