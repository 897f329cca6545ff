using System.Net.Security;
using Grpc.Net.Client;

namespace S2Grid.Agent.Gateway;

/// <summary>Connections to silos; one at a time, to the next silo after each failure.</summary>
internal sealed class SiloChannels : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<Uri> silos;
    private readonly SiloTrust trust;
    private GrpcChannel? channel;
    private int index;

    /// <param name="silos">The silos' addresses, at least one.</param>
    /// <param name="trust">Judges their certificates.</param>
    internal SiloChannels(IReadOnlyList<Uri> silos, SiloTrust trust) => (this.silos, this.trust) = (silos, trust);

    /// <summary>The silo that is spoken to.</summary>
    internal Uri Silo => silos[index % silos.Count];

    /// <summary>Whether the silo showed a certificate that is not believed: it is not waiting that helps, but its operator.</summary>
    internal bool IsDistrusted => trust.Complaint is not null;

    /// <summary>Its gateway.</summary>
    internal AgentGateway.AgentGatewayClient Gateway
    {
        get
        {
            channel ??= Open(Silo);
            return new AgentGateway.AgentGatewayClient(channel);
        }
    }

    /// <summary>Speaks to the next silo from now on.</summary>
    internal void Next()
    {
        channel?.Dispose();
        channel = null;
        index++;
    }

    /// <summary>Says what is wrong with a silo that does not answer.</summary>
    internal string Explain(Exception exception)
    {
        if (trust.Complaint is { } complaint)
            return $"{Silo} is not believed: {complaint}.";

        Exception inner = exception;
        while (inner.InnerException is { } next)
            inner = next;

        return exception is Grpc.Core.RpcException { Status.Detail: { Length: > 0 } detail } && inner == exception
            ? $"{Silo}: {detail}"
            : $"{Silo}: {inner.Message}";
    }

    /// <inheritdoc/>
    public void Dispose() => channel?.Dispose();

    private GrpcChannel Open(Uri silo) => GrpcChannel.ForAddress(silo, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = Patience,
            KeepAlivePingDelay = Patience,
            KeepAlivePingTimeout = Patience,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust.Judge },
        },
        DisposeHttpClient = true,
        MaxSendMessageSize = null,
    });
}
