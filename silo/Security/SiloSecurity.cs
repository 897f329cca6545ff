using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using S2Grid.Security.Access;
using S2Grid.Security.Certificates;
using S2Grid.Security.Tokens;
using S2Grid.Security.Transport;

namespace S2Grid.Security;

/// <summary>How a silo finds out whom it talks to, and what they may do.</summary>
public static class SiloSecurity
{
    /// <summary>Asks for certificates on all connections.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="certificates">The silo's certificates.</param>
    /// <param name="clusterId">Its cluster.</param>
    /// <param name="clock">The clock.</param>
    public static void UseTls(this ISiloBuilder silo, CertificateFiles certificates, string clusterId, TimeProvider clock)
    {
        var connections = new TlsConnections(certificates, clusterId, clock);
        var halfOpen = new HalfOpenConnections(HalfOpenConnections.DefaultRoom, clock);
        silo.Services.TryAddSingleton(services => new RejectionLog(clock, services.GetRequiredService<ILogger<RejectionLog>>()));
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<RejectionLog>((options, rejections) =>
        {
            options.ConfigureSiloOutboundConnection(outbound => connections.UseAsClient(outbound));
            options.ConfigureSiloInboundConnection(inbound => connections.UseAsServer(inbound, PeerKind.Silo, halfOpen, rejections));
            options.ConfigureGatewayInboundConnection(inbound => connections.UseAsServer(inbound, PeerKind.Client, halfOpen, rejections));
        });
    }

    /// <summary>Asks for a token's role on clients' calls.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="tokensFile">The tokens file.</param>
    /// <param name="certificates">The silo's certificates; null if it has none and is alone.</param>
    /// <param name="clusterId">Its cluster.</param>
    /// <param name="clock">The clock.</param>
    public static void UseTokens(this ISiloBuilder silo, string tokensFile, CertificateFiles? certificates, string clusterId,
        TimeProvider clock)
    {
        var proof = new SiloProof(certificates, clusterId, clock);
        silo.Services.AddSingleton(services => new TokenCache(tokensFile, clock, services.GetRequiredService<ILogger<TokenCache>>()));
        silo.Services.AddSingleton<IIncomingGrainCallFilter>(services =>
            new AccessFilter(services.GetRequiredService<TokenCache>(), proof));
        silo.AddOutgoingGrainCallFilter(new CredentialSender(AccessKeys.Proof, () => proof.Value));
    }
}
