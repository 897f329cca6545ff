using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S2Grid.Contracts;
using S2Grid.Servers;
using S2Grid.Silo.Hosting;
using S2Grid.Silo.Tests.Harness;

namespace S2Grid.Silo.Tests.Hosting;

public sealed class ClusterTests
{
    [Fact]
    public async Task TwoSilos_WithCertificatesAndTokensOverRedis_AreOneClusterThatOutlivesOneOfThem()
    {
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        await using RedisServer redis = await RedisServer.CreateAsync();
        using var credentials = new Credentials();
        using var log = new LogRecorder();
        await using SiloServer first = await SecureSilo.StartAsync(credentials, TimeProvider.System, log, redis.ConnectionString);
        SiloServer second = await SecureSilo.StartAsync(credentials, TimeProvider.System, log, redis.ConnectionString);
        using IHost client = await SecureSilo.ConnectAsync(first.Gateway, credentials, credentials.Secret(Role.Viewer));
        IClusterGrain cluster = client.Services.GetRequiredService<IGrainFactory>().GetGrain<IClusterGrain>(IClusterGrain.Key);

        ClusterStatus status = await StatusOf(2);
        await second.DisposeAsync();
        ClusterStatus after = await StatusOf(1);

        Assert.Equal(Credentials.ClusterId, status.ClusterId);
        Assert.All(status.Silos, silo => Assert.Equal(0, silo.Report?.Slots));
        Assert.Contains(first.Configuration.Ports.Silo.ToString(System.Globalization.CultureInfo.InvariantCulture), after.Silos[0].Silo, StringComparison.Ordinal);
        Assert.Empty(log.Rejections);
        Assert.DoesNotContain(log.Lines, line => line.Contains("UnauthorizedAccess", StringComparison.Ordinal) || line.Contains("for the grid's own use", StringComparison.Ordinal));

        async Task<ClusterStatus> StatusOf(int silos)
        {
            ClusterStatus? seen = null;
            await Poll.UntilAsync(
                async () => (seen = await cluster.Status()).Silos.Count(silo => silo is { State: SiloState.Active, Report: not null }) == silos && seen.Silos.Count == silos,
                () => $"{silos} active silos that report; the cluster has {string.Join(", ", seen!.Silos.Select(silo => $"{silo.Silo} {silo.State}"))}.");
            return seen!;
        }
    }

    [Fact]
    public async Task Ready_WhenRedisIsGone_SaysSoAndRecovers()
    {
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        await using RedisServer redis = await RedisServer.CreateAsync();
        using var credentials = new Credentials();
        using var log = new LogRecorder();
        await using SiloServer silo = await SecureSilo.StartAsync(credentials, TimeProvider.System, log, redis.ConnectionString);
        using HttpClient http = TrustingClient(silo.Http);

        await HealthIs(http, HttpStatusCode.OK, "\"ready\"");
        await redis.StopAsync();
        await HealthIs(http, HttpStatusCode.ServiceUnavailable, "Redis");
        await redis.StartAsync();
        await HealthIs(http, HttpStatusCode.OK, "\"ready\"");
    }

    private static HttpClient TrustingClient(Uri address)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown is not null };
        return new HttpClient(handler) { BaseAddress = address };
    }

    private static async Task HealthIs(HttpClient http, HttpStatusCode status, string part)
    {
        string seen = "";
        await Poll.UntilAsync(
            async () =>
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
                seen = $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
                return answer.StatusCode == status && seen.Contains(part, StringComparison.Ordinal);
            },
            () => $"/health/ready to be {status} with {part}; it was {seen}.");
    }
}
