using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using S2Grid.Security.Certificates;

namespace S2Grid.Security.Transport;

/// <summary>
/// Mutual TLS on Orleans' connections: each side shows a certificate of the cluster's authority, and only then does Orleans see a byte.
/// </summary>
/// <param name="certificates">What this process shows and whom it believes.</param>
/// <param name="clusterId">The cluster that peers must be of.</param>
/// <param name="clock">The clock for certificates' validity and for the time that a handshake may take.</param>
public sealed class TlsConnections(CertificateFiles certificates, string clusterId, TimeProvider clock)
{
    /// <summary>The host name that clients ask for; the cluster id and kind in the certificate are what counts.</summary>
    private const string TargetHost = "s2grid";

    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(5);

    /// <summary>For connections that this process opens to a silo: to its silo port or its gateway.</summary>
    /// <param name="connection">What Orleans builds.</param>
    /// <param name="onRefused">Told why this process does not believe the silo; Orleans' own errors do not always say so.</param>
    public void UseAsClient(IConnectionBuilder connection, Action<string>? onRefused = null) => connection.Use(next => async context =>
    {
        string? reason = null;
        await using SslStream tls = Over(context);
        using var timeout = new CancellationTokenSource(HandshakeTime, clock);
        CertificatePair pair = certificates.Current;
        try
        {
            await tls.AuthenticateAsClientAsync(OptionsAsClient(pair, Protocols, refusal => reason = refusal), timeout.Token);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            if (reason is not null || e is AuthenticationException)
                onRefused?.Invoke(reason ?? e.Message);
            throw new ConnectionAbortedException($"The silo at {context.RemoteEndPoint} is not believed or does not believe us: {reason ?? e.Message}", e);
        }

        await PassOnAsync(context, tls, next);
    });

    /// <summary>For connections that others open to this silo.</summary>
    /// <param name="connection">What Orleans builds.</param>
    /// <param name="kind">Who may connect.</param>
    /// <param name="halfOpen">Keeps the handshakes that are under way within bounds; shared by all listeners of a process.</param>
    /// <param name="rejections">Where rejected connections are logged.</param>
    public void UseAsServer(IConnectionBuilder connection, PeerKind kind, HalfOpenConnections halfOpen, RejectionLog rejections) =>
        connection.Use(next => async context =>
        {
            await using SslStream tls = Over(context);
            if (await RefuseAsServerAsync(tls, kind, halfOpen) is { } reason)
            {
                rejections.Add(context.RemoteEndPoint, kind, reason);
                context.Abort(new ConnectionAbortedException(reason));
                return;
            }

            await PassOnAsync(context, tls, next);
        });

    private SslClientAuthenticationOptions OptionsAsClient(CertificatePair pair, SslProtocols protocols, Action<string?> onChecked) => new()
    {
        TargetHost = TargetHost,
        ClientCertificates = [pair.Own],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => pair.Own,
        EnabledSslProtocols = protocols,
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, shown, _, _) =>
        {
            string? reason = Refuse(shown, pair, PeerKind.Silo);
            onChecked(reason);
            return reason is null;
        },
    };

    private async Task<string?> RefuseAsServerAsync(SslStream tls, PeerKind kind, HalfOpenConnections halfOpen)
    {
        string? reason = null;
        using HalfOpenConnection place = halfOpen.Enter(HandshakeTime);
        CertificatePair pair = certificates.Current;
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = pair.Own,
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = Protocols,
                    AllowTlsResume = false,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => (reason = Refuse(shown, pair, kind)) is null,
                },
                place.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return "it did not finish the TLS handshake in time";
        }
        catch (Exception e) when (e is AuthenticationException or IOException or InvalidOperationException)
        {
            return reason ?? "it does not speak TLS as this cluster does";
        }
    }

    private string? Refuse(X509Certificate? shown, CertificatePair pair, PeerKind kind) =>
        PeerCheck.Refuse(shown as X509Certificate2, pair.Authority, clusterId, kind, clock.GetUtcNow());

    private static SslStream Over(ConnectionContext context) => new(new TransportStream(context.Transport), leaveInnerStreamOpen: false);

    private static async Task PassOnAsync(ConnectionContext context, SslStream tls, ConnectionDelegate next)
    {
        IDuplexPipe plain = context.Transport;
        var encrypted = new EncryptedTransport(tls);
        context.Transport = encrypted;
        try
        {
            await next(context);
        }
        finally
        {
            await encrypted.Input.CompleteAsync();
            await encrypted.Output.CompleteAsync();
            context.Transport = plain;
        }
    }

    private sealed class EncryptedTransport(SslStream tls) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
