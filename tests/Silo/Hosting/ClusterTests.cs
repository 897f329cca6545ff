using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S2Grid.Contracts.Access;
using S2Grid.Contracts.Cluster;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Server;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Hosting;

public sealed class ClusterTests
{
    /// <summary>20,000 runs.</summary>
    private static string Yaml =>
        $"""
        name: drained
        axes:
          memory: [4M, 6M]
          backing: [4k, thp, hugetlb-2m, hugetlb-1g]
          chunk: [4K, 2M, 8M, 1G, whole]
          strategy: [baseline, rfc, rfc-children-only, rfc-siblings-only, rfc-naive, skip-level3, block-only, block-steer, max-level, lazy]
          base-offset: [{string.Join(", ", Enumerable.Range(0, 50).Select(n => $"{n * 4}K"))}]
        """;

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
        Assert.Contains(first.Configuration.Ports.Silo.ToString(System.Globalization.CultureInfo.InvariantCulture), after.Silos[0].Silo,
            StringComparison.Ordinal);
        Assert.Empty(log.Rejections);
        Assert.DoesNotContain(log.Lines,
            line => line.Contains("UnauthorizedAccess", StringComparison.Ordinal)
                || line.Contains("for the grid's own use", StringComparison.Ordinal));

        async Task<ClusterStatus> StatusOf(int silos)
        {
            ClusterStatus? seen = null;
            await Poll.UntilAsync(
                async () =>
                    (seen = await TurnedAway(cluster.Status)
                        ?? seen)?.Silos.Count(silo => silo is { State: SiloState.Active, Report: not null }) == silos
                    && seen.Silos.Count == silos,
                () => $"{silos} active silos that report; the cluster has "
                    + $"{string.Join(", ", seen?.Silos.Select(silo => $"{silo.Silo} {silo.State}") ?? [])}.");
            return seen!;
        }
    }

    [Fact]
    public async Task Sweep_WhenASiloDrains_IsDoneByTheOtherWithoutAFailedCall()
    {
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        await using RedisServer redis = await RedisServer.CreateAsync();
        using var credentials = new Credentials();
        using var log = new LogRecorder();
        await using SiloServer first = await SecureSilo.StartAsync(credentials, TimeProvider.System, log, redis.ConnectionString, slots: 1);
        SiloServer second = await SecureSilo.StartAsync(credentials, TimeProvider.System, log, redis.ConnectionString, slots: 1);
        using IHost client = await SecureSilo.ConnectAsync(first.Gateway, credentials, credentials.Secret(Role.Operator));
        IGrainFactory grains = client.Services.GetRequiredService<IGrainFactory>();

        SweepStart start = await grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
            .Start(new SweepRequest("drained", Yaml, "drained.yaml", [], null, SweepPolicy.Default));
        ISweepGrain sweep = grains.GetGrain<ISweepGrain>(start.Status.Id);
        SweepProgress progress = start.Status.Progress;
        await Poll.UntilAsync(
            async () => (progress = (await sweep.GetStatus()).Progress).DoneRuns > 0,
            () => $"the first runs to be done; {progress.DoneRuns} are.");
        await second.DisposeAsync();
        IClusterGrain cluster = grains.GetGrain<IClusterGrain>(IClusterGrain.Key);
        await Poll.UntilAsync(async () => (await TurnedAway(cluster.Status))?.Silos.Count == 1,
            () => "the cluster to know that the silo has left.");
        await Poll.UntilAsync(
            async () => (progress = (await sweep.GetStatus()).Progress).State == SweepState.Done,
            () => $"the sweep to be done; it is {progress.State} with {progress.DoneRuns} of {progress.TotalRuns} runs.");

        Assert.Equal((20_000L, 0L), (progress.DoneRuns, progress.FailedRuns));
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

    /// <summary>What a call brings; null where it met the silo that is just leaving, as s2grid's own clients take it.</summary>
    private static async Task<T?> TurnedAway<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is OrleansMessageRejectionException or SiloUnavailableException)
        {
            return null;
        }
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
                using HttpResponseMessage answer =
                    await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
                seen = $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
                return answer.StatusCode == status && seen.Contains(part, StringComparison.Ordinal);
            },
            () => $"/health/ready to be {status} with {part}; it was {seen}.");
    }
}
