using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using S2Grid.Security.Access;
using S2Grid.Security.Certificates;
using S2Grid.Security.Transport;

namespace S2Grid.Security;

/// <summary>How a client shows a cluster who it is.</summary>
public static class ClientSecurity
{
    /// <summary>Sets the cluster that a client connects to, the certificates of its connections, and the token of its calls.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="tls">The client's certificate and the cluster's authority; null for a cluster without TLS.</param>
    /// <param name="token">The token that gives the client its role; null for a cluster without tokens.</param>
    /// <param name="clusterId">The cluster.</param>
    /// <param name="onRefused">Told why the client does not believe a silo, as soon as it does not.</param>
    /// <exception cref="RefusedException">A file of <paramref name="tls"/> is missing or is not what it should be.</exception>
    public static IClientBuilder UseS2GridSecurity(this IClientBuilder builder, ClientTls? tls, string? token, string clusterId,
        Action<string>? onRefused = null)
    {
        builder.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = clusterId;
            options.ServiceId = AccessKeys.ServiceId;
        });
        if (tls is not null)
        {
            var connections = new TlsConnections(CertificateFiles.Open(tls), clusterId, TimeProvider.System);
            builder.Configure<ClientConnectionOptions>(options =>
                options.ConfigureConnection(connection => connections.UseAsClient(connection, onRefused)));
        }

        if (token is not null)
            builder.AddOutgoingGrainCallFilter(new CredentialSender(AccessKeys.Token, () => token));
        return builder;
    }
}
