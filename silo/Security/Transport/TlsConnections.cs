using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using S2Grid.Security.Certificates;

namespace S2Grid.Security.Transport;

/// <summary>
/// Mutual TLS on Orleans' connections: each side shows a certificate of the cluster's authority, and only then does Orleans see a byte.
/// Orleans' own library speaks TLS; decided here is whom to believe and how long a peer may take. A connection has the certificates that
/// the files hold when it is made, so that renewed ones need no restart.
/// </summary>
/// <param name="certificates">What this process shows and whom it believes.</param>
/// <param name="clusterId">The cluster that peers must be of.</param>
/// <param name="clock">The clock for certificates' validity.</param>
internal sealed class TlsConnections(CertificateFiles certificates, string clusterId, TimeProvider clock)
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(5);

    /// <summary>For connections that this process opens to a silo: to its silo port or its gateway.</summary>
    /// <param name="connection">What Orleans builds.</param>
    /// <param name="onRefused">Told why this process does not believe the silo; Orleans' own errors do not always say so.</param>
    public void UseAsClient(IConnectionBuilder connection, Action<string>? onRefused = null) => connection.Use(next => async context =>
    {
        TlsHandshake handshake = Begin(PeerKind.Silo);
        handshake.Options.HandshakeTimeout = HandshakeTime;
        if (await handshake.RunAsync(context, tls => tls.UseClientTls(handshake.Options), next))
            return;

        string reason = handshake.Refusal ?? handshake.Fault?.Message ?? "the handshake failed";
        if (handshake.Refusal is not null || handshake.Fault is AuthenticationException)
            onRefused?.Invoke(reason);

        throw new ConnectionAbortedException($"The silo at {context.RemoteEndPoint} is not believed or does not believe us: {reason}",
            handshake.Fault!);
    });

    /// <summary>For connections that others open to this silo.</summary>
    /// <param name="connection">What Orleans builds.</param>
    /// <param name="kind">Who may connect.</param>
    /// <param name="halfOpen">Keeps the handshakes that are under way within bounds; shared by all listeners of a process.</param>
    /// <param name="rejections">Where rejected connections are logged.</param>
    public void UseAsServer(IConnectionBuilder connection, PeerKind kind, HalfOpenConnections halfOpen, RejectionLog rejections) =>
        connection.Use(next => async context =>
        {
            TlsHandshake handshake = Begin(kind);
            using HalfOpenConnections.Place place = halfOpen.Enter(HandshakeTime);
            using CancellationTokenRegistration eviction = place.Token.Register(context.Abort);
            bool isSecured = await handshake.RunAsync(context, tls => tls.UseServerTls(handshake.Options), secured =>
            {
                place.Dispose();
                return next(secured);
            });
            if (isSecured)
                return;

            string reason = handshake.Refusal
                ?? (place.Token.IsCancellationRequested
                    ? "it did not finish the TLS handshake in time" : "it does not speak TLS as this cluster does");
            rejections.Add(context.RemoteEndPoint, kind, reason);
            context.Abort(new ConnectionAbortedException(reason));
        });

    private TlsHandshake Begin(PeerKind kind)
    {
        CertificatePair pair = certificates.Current;
        return new TlsHandshake(pair.Own, shown => PeerCheck.Refuse(shown, pair.Authority, clusterId, kind, clock.GetUtcNow()));
    }
}
