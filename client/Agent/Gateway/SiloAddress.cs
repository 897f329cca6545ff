using System.Net;

namespace S2Grid.Agent.Gateway;

/// <summary>Where a silo listens for agents. Plain HTTP/2 goes to this machine only, or, if allowed, to the host of QEMU's user network.</summary>
internal static class SiloAddress
{
    /// <summary>QEMU's name for the loopback of its host.</summary>
    private const string EmulatorHost = "10.0.2.2";

    /// <summary>Reads <c>https://HOST:PORT</c>, <c>HOST:PORT</c> (the same) or <c>http://127.0.0.1:PORT</c>.</summary>
    /// <exception cref="AgentException">It is none of these.</exception>
    internal static Uri Read(string text, bool plaintextLab)
    {
        string full = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (!Uri.TryCreate(full, UriKind.Absolute, out Uri? address)
            || address.Scheme is not ("https" or "http")
            || address.Host.Length == 0
            || address.PathAndQuery != "/")
        {
            throw new AgentException($"--silo '{text}' is no address: write https://HOST:PORT, or http://127.0.0.1:PORT on the silo's machine.");
        }

        bool loopback = address.Host == "localhost" || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
        return address.Scheme == "https" || loopback || (plaintextLab && address.Host == EmulatorHost)
            ? address
            : throw new AgentException(
                $"--silo '{text}': plain HTTP goes to this machine's loopback only. Use https:// and --ca FILE"
                + (address.Host == EmulatorHost ? ", or --plaintext-lab in an emulated machine." : "."));
    }
}
