using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace S2Grid.Server.Resources;

/// <summary>
/// A port that no other silo on this machine takes. Orleans listens in a way that lets a second process listen on the same port
/// without an error and lose half of the connections to it; so silos hold a name of the kernel's for each of their ports. The kernel
/// gives it back when the process ends, however it ends.
/// </summary>
public sealed class PortReservation : IDisposable
{
    /// <summary>Ports that are chosen lie below those that Linux gives to outgoing connections.</summary>
    private const int FirstChosen = 20_000;
    private const int EndOfChosen = 32_000;
    private const int Attempts = 1_000;

    private readonly Socket name;

    private PortReservation(int port, Socket name)
    {
        Port = port;
        this.name = name;
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Takes a port.</summary>
    /// <param name="address">Where it will be listened on.</param>
    /// <param name="port">The port; 0 chooses one that is free.</param>
    /// <param name="purpose">What it is for, for the message: "silo-port".</param>
    /// <exception cref="IOException">It is taken, or may not be listened on.</exception>
    public static PortReservation Take(IPAddress address, int port, string purpose)
    {
        if (port != 0)
            return TryTake(address, port, out string reason) ?? throw new IOException($"{purpose}: the port {port} of {address} cannot be used: {reason}.");
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryTake(address, Random.Shared.Next(FirstChosen, EndOfChosen), out _) is { } chosen)
                return chosen;
        }

        throw new IOException($"{purpose}: no port of {address} from {FirstChosen} to {EndOfChosen - 1} was found free.");
    }

    /// <inheritdoc/>
    public void Dispose() => name.Dispose();

    private static PortReservation? TryTake(IPAddress address, int port, out string reason)
    {
        var name = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A name that begins with a zero byte is in Linux' abstract namespace: no file, and gone with its process.
            name.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0s2grid/port/{port}")));
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            probe.Bind(new IPEndPoint(address, port));
            reason = "";
            return new PortReservation(port, name);
        }
        catch (SocketException e)
        {
            reason = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another process has it" : e.Message;
            name.Dispose();
            return null;
        }
    }
}
