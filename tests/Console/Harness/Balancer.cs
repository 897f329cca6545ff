using System.Net;
using System.Net.Sockets;

namespace S2Grid.Web.Tests.Harness;

/// <summary>One address for several silos, as clusters have it: a connection goes to the first that answers.</summary>
internal sealed class Balancer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<Uri> silos;

    public Balancer(IReadOnlyList<Uri> silos)
    {
        this.silos = silos;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The address.</summary>
    public Uri Address => new($"http://{listener.LocalEndpoint}");

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            foreach (Uri silo in silos)
            {
                try
                {
                    using var server = new TcpClient();
                    await server.ConnectAsync(silo.Host, silo.Port);
                    await Task.WhenAny(
                        client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
                    return;
                }
                catch (Exception e) when (e is SocketException or IOException)
                {
                    // The next one.
                }
            }
        }
    }
}
