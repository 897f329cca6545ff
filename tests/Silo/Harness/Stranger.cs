using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using S2Grid.Security.Certificates;

namespace S2Grid.Silo.Tests.Harness;

/// <summary>Someone who connects to a silo's port without Orleans.</summary>
internal static class Stranger
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Connects over TLS with a certificate or without, and waits for the silo to hang up.</summary>
    public static async Task AssertIsRefusedAsync(IPEndPoint port, ClientTls? tls)
    {
        using TcpClient tcp = await DialAsync(port);
        await AssertHangsUpAsync(async () =>
        {
            using X509Certificate2? certificate = tls is null ? null : X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
            await using var stream = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "s2grid",
                ClientCertificates = certificate is null ? null : [certificate],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            });
            return await stream.ReadAsync(new byte[1]);
        });
    }

    /// <summary>Connects over TLS without a certificate.</summary>
    /// <returns>The thumbprint of the certificate that the silo shows.</returns>
    public static async Task<string?> ShownCertificateAsync(IPEndPoint port)
    {
        using TcpClient tcp = await DialAsync(port);
        await using var stream = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null);
        await stream.AuthenticateAsClientAsync("s2grid").WaitAsync(Patience);
        return (stream.RemoteCertificate as X509Certificate2)?.Thumbprint;
    }

    /// <summary>Sends bytes that are no TLS, and waits for the silo to hang up.</summary>
    public static async Task AssertIsRefusedAsync(IPEndPoint port, byte[] garbage)
    {
        using TcpClient tcp = await DialAsync(port);
        await AssertHangsUpAsync(async () =>
        {
            NetworkStream stream = tcp.GetStream();
            await stream.WriteAsync(garbage);
            byte[] answer = new byte[4096];
            int last;
            do
                last = await stream.ReadAsync(answer);
            while (last > 0);
            return last;
        });
    }

    /// <summary>Connects and says nothing.</summary>
    public static async Task<TcpClient> DialAsync(IPEndPoint port)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(port, TestContext.Current.CancellationToken);
        return tcp;
    }

    /// <summary>Connects and says nothing; null if the silo had hung up before that was noticed.</summary>
    public static async Task<TcpClient?> DialUnlessHungUpAsync(IPEndPoint port)
    {
        var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(port, TestContext.Current.CancellationToken);
            return tcp;
        }
        catch (SocketException)
        {
            tcp.Dispose();
            return null;
        }
    }

    private static async Task AssertHangsUpAsync(Func<Task<int>> read)
    {
        try
        {
            Assert.Equal(0, await read().WaitAsync(Patience));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The silo was awaited to hang up for {Patience}; the connection is still open.");
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // Hung up in the middle of a handshake, or with a reset.
        }
    }
}
