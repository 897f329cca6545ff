using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using S2Grid.Contracts;
using S2Grid.Security;

namespace S2Grid.Cli.Clusters;

/// <summary>A client's connection to a cluster.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private const string NoGateway =
        "that port speaks HTTP, as a silo's --http-port and --agent-port do. Give its gateway: --gateway-port, 30000 unless set otherwise";

    private static readonly TimeSpan ResponseTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(3);

    private readonly IHost host;

    private ClusterConnection(IHost host) => this.host = host;

    public GridGrains Grains => new(host.Services.GetRequiredService<IGrainFactory>());

    /// <exception cref="UsageException">The context's gateways or files are wrong.</exception>
    /// <exception cref="ClusterLostException">Nobody answers, or the cluster refuses this client.</exception>
    public static async Task<ClusterConnection> OpenAsync(CliEnvironment environment, ClusterContext context,
        CancellationToken cancellation)
    {
        var gateways = new List<IPEndPoint>();
        foreach (string gateway in context.Gateways)
            gateways.AddRange(await GatewayAddress.ResolveAsync(gateway, cancellation));

        string? refusal = null;
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering([.. gateways]);
            client.Services.AddGridExceptions();
            client.UseS2GridSecurity(TlsOf(context), TokenOf(environment, context), context.ClusterId, reason => refusal = reason);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTime);

            // The caller decides whether to try again, and says so.
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
        });
        IHost host = builder.Build();
        try
        {
            // Orleans waits for ever for what it asks first of a gateway, if that stops after it has accepted the connection.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(ConnectTime);
            await host.StartAsync(patience.Token).WaitAsync(patience.Token);
            return new ClusterConnection(host);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            host.Dispose();
            bool isHttp = refusal is null && e is not OperationCanceledException
                && await GatewayAddress.SpeakHttpAsync(gateways, cancellation);
            throw new ClusterLostException(
                $"the cluster at {string.Join(", ", context.Gateways)} cannot be reached: {(isHttp ? NoGateway : Explain(e, refusal))}", e)
            {
                IsRefusal = refusal is not null || isHttp,
            };
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <remarks>Waits a moment only: a gateway that hangs would not take leave.</remarks>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopTime);
        try
        {
            await host.StopAsync(patience.Token).WaitAsync(StopTime);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // It is left as it is.
        }

        host.Dispose();
    }

    private static ClientTls? TlsOf(ClusterContext context) =>
        context is { Certificate: { } certificate, Key: { } key, Authority: { } authority }
            ? new ClientTls(certificate, key, authority) : null;

    private static string? TokenOf(CliEnvironment environment, ClusterContext context)
    {
        if (context.TokenFile is null)
            return environment.Variable("S2GRID_TOKEN") is { Length: > 0 } token ? token : null;

        try
        {
            return File.ReadAllText(context.TokenFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the token file {context.TokenFile} cannot be read: {e.Message}", e);
        }
    }

    private static string Explain(Exception e, string? refusal) => refusal is not null
        ? $"TLS was refused ({refusal.TrimEnd('.')}). Check the certificate, the key and the authority, and whether the cluster uses TLS"
        : e is OperationCanceledException
            ? $"it did not answer within {ConnectTime.TotalSeconds:0} s"
            : e.Message.Split('\n')[0].Trim();
}
