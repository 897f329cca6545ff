using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace S2Grid.Support;

/// <summary>
/// Hands out loopback ports that nobody listens on, each once, and keeps them for this process against other users of this class. They
/// lie below the ranges from which silos choose theirs and the system takes those of outgoing connections, so that a server that is started
/// later, or again, finds its port free.
/// </summary>
public static class FreePort
{
    private const int First = 15000;
    private const int Count = 5000;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, FileStream> Held = [];
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"s2grid-ports-{Environment.UserName}");

    /// <summary>Takes the next one.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public static int Next()
    {
        lock (Gate)
        {
            Directory.CreateDirectory(Folder);
            int offset = Random.Shared.Next(Count);
            for (int i = 0; i < Count; i++)
            {
                int port = First + ((offset + i) % Count);
                if (!Held.ContainsKey(port) && TryHold(port))
                    return port;
            }
        }

        throw new InvalidOperationException(
            $"No port from {First} to {First + Count - 1} is free; see {Folder} for those that tests hold.");
    }

    /// <summary>Gives a port back.</summary>
    public static void Return(int port)
    {
        lock (Gate)
        {
            if (Held.Remove(port, out FileStream? held))
                held.Dispose();
        }
    }

    /// <summary>The lock ends with the process, however that ends.</summary>
    private static bool TryHold(int port)
    {
        FileStream held;
        try
        {
            string file = Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture));
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return false;
        }

        if (!IsFree(port))
        {
            held.Dispose();
            return false;
        }

        Held.Add(port, held);
        return true;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
