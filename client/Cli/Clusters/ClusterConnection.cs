using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using S2Grid.Contracts;
using S2Grid.Security;
using S2Grid.Views.Grids;

namespace S2Grid.Cli.Clusters;

/// <summary>A client's connection to a cluster.</summary>
internal sealed partial class ClusterConnection : IAsyncDisposable
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
            string? mistake = refusal is null && e is not OperationCanceledException
                ? Mistake(await GatewayAddress.AskAsync(gateways, cancellation), context.ClusterId) : null;
            throw new ClusterLostException(
                $"the cluster at {string.Join(", ", context.Gateways)} cannot be reached: {mistake ?? Explain(e, refusal)}", e)
            {
                IsRefusal = refusal is not null || mistake is not null,
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

    /// <summary>What is wrong with the address, by what answers there to a request of HTTP; null if nothing is.</summary>
    private static string? Mistake(string? answer, string clusterId)
    {
        if (answer is null)
            return null;
        if (!answer.Contains("This is the gateway", StringComparison.Ordinal))
            return NoGateway;
        return GatewayOf().Match(answer) is { Success: true } match && match.Groups[1].Value != clusterId
            ? $"it is the cluster {match.Groups[1].Value} there, and not {clusterId}. Give its id: 's2grid cluster add --cluster-id'"
            : null;
    }

    [GeneratedRegex("This is the gateway of the cluster ([^ ,]+),")]
    private static partial Regex GatewayOf();

    private static string Explain(Exception e, string? refusal) => refusal is not null
        ? $"TLS was refused ({refusal.TrimEnd('.')}). Check the certificate, the key and the authority, and whether the cluster uses TLS"
        : e is OperationCanceledException
            ? $"it did not answer within {ConnectTime.TotalSeconds:0} s, as gateways never do behind a translated address or port"
            : e.Message.Split('\n')[0].Trim();
}
