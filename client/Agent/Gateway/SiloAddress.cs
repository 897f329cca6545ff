using System.Net;

namespace S2Grid.Agent.Gateway;

/// <summary>Where a silo listens for agents. Plain HTTP/2 goes to this machine only.</summary>
internal static class SiloAddress
{
    /// <summary>Reads <c>https://HOST:PORT</c>, <c>HOST:PORT</c> (the same) or <c>http://127.0.0.1:PORT</c>.</summary>
    /// <exception cref="AgentException">It is none of these.</exception>
    internal static Uri Read(string text)
    {
        string full = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (!Uri.TryCreate(full, UriKind.Absolute, out Uri? address)
            || address.Scheme is not ("https" or "http")
            || address.Host.Length == 0
            || address.PathAndQuery != "/")
        {
            throw new AgentException(
                $"--silo '{text}' is not a valid address: write https://HOST:PORT, or http://127.0.0.1:PORT on the silo's machine.");
        }

        bool loopback = address.Host == "localhost" || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
        return address.Scheme == "https" || loopback
            ? address
            : throw new AgentException($"--silo '{text}': plain HTTP goes to this machine's loopback only. Use https:// and --ca FILE.");
    }
}
