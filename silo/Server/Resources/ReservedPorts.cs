using System.Globalization;
using System.Net.Sockets;
using S2Grid.Server.Configuration;

namespace S2Grid.Server.Resources;

/// <summary>
/// Ports that no other silo on this machine takes. Orleans listens in a way that lets a second process listen on the same port without an
/// error and lose half of the connections to it; so silos hold a name of the kernel's for each of their ports. The kernel gives it back
/// when the process ends, however it ends.
/// </summary>
internal sealed class ReservedPorts : IDisposable
{
    /// <summary>Ports that are chosen lie below those that Linux gives to outgoing connections.</summary>
    private const int FirstChosen = 20_000;
    private const int EndOfChosen = 32_000;
    private const int Attempts = 1_000;

    private readonly List<Socket> names = [];

    private ReservedPorts(IPAddress address, SiloPorts ports) => Ports = new SiloPorts(
        Take(address, ports.Silo, Settings.SiloPort.Word),
        Take(address, ports.Gateway, Settings.GatewayPort.Word),
        Take(address, ports.Http, Settings.HttpPort.Word),
        Take(address, ports.Agents, Settings.AgentPort.Word));

    /// <summary>The ports.</summary>
    public SiloPorts Ports { get; }

    /// <summary>Takes ports, and chooses those that are 0.</summary>
    /// <param name="address">Where they will be listened on.</param>
    /// <param name="ports">The ports.</param>
    /// <exception cref="IOException">One is taken, or may not be listened on; the message says which and why.</exception>
    public static ReservedPorts Take(IPAddress address, SiloPorts ports) => new(address, ports);

    public void Dispose() => names.ForEach(name => name.Dispose());

    private int Take(IPAddress address, int port, string purpose)
    {
        string reason = "";
        if (port != 0 && TryTake(address, port, out reason))
            return port;

        for (int attempt = 0; port == 0 && attempt < Attempts; attempt++)
        {
            int chosen = Random.Shared.Next(FirstChosen, EndOfChosen);
            if (TryTake(address, chosen, out _))
                return chosen;
        }

        Dispose();
        throw new IOException(port == 0
            ? $"{purpose}: no port of {address} from {FirstChosen} to {EndOfChosen - 1} was found free."
            : $"{purpose}: the port {port} of {address} cannot be used: {reason}.");
    }

    private bool TryTake(IPAddress address, int port, out string reason)
    {
        var name = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A name that begins with a zero byte is in Linux' abstract namespace: no file, and gone with its process.
            name.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0s2grid/port/{port}")));
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            probe.Bind(new IPEndPoint(address, port));
            reason = "";
            names.Add(name);
            return true;
        }
        catch (SocketException e)
        {
            reason = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another process has it" : e.Message;
            name.Dispose();
            return false;
        }
    }
}
