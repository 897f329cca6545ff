using System.Net.Sockets;

namespace S2Grid.Cli.Clusters;

/// <summary>Reads addresses of gateways, <c>HOST:PORT</c> or <c>[IPV6]:PORT</c>.</summary>
internal static class GatewayAddress
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

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

    /// <summary>What somebody at these addresses answers to a request of HTTP: gateways say that they are some, and of which cluster. Null
    /// if nobody does.</summary>
    public static async Task<string?> AskAsync(IEnumerable<IPEndPoint> addresses, CancellationToken cancellation)
    {
        foreach (IPEndPoint address in addresses)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(AnswerTime);
                using var client = new TcpClient(address.AddressFamily);
                await client.ConnectAsync(address, patience.Token);
                await using NetworkStream stream = client.GetStream();
                await stream.WriteAsync("GET / HTTP/1.1\r\nHost: s2grid\r\nConnection: close\r\n\r\n"u8.ToArray(), patience.Token);
                string answer = await new StreamReader(stream).ReadToEndAsync(patience.Token);
                if (answer.StartsWith("HTTP/", StringComparison.Ordinal))
                    return answer;
            }
            catch (Exception e) when (e is SocketException or IOException || !cancellation.IsCancellationRequested)
            {
                // Somebody else, or nobody.
            }
        }

        return null;
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
