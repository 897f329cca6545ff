using S2Grid.Support;

[assembly: AssemblyFixture(typeof(S2Grid.Faults.Tests.FaultServers))]

namespace S2Grid.Faults.Tests;

/// <summary>The servers that the clusters of these tests share as long as a test does not stop them.</summary>
public sealed class FaultServers : IAsyncLifetime
{
    private PostgresServer? postgres;
    private RedisServer? redis;

    /// <summary>Where catalogues are.</summary>
    public PostgresServer Postgres => postgres ?? throw new InvalidOperationException("There is no PostgreSQL.");

    /// <summary>Where memberships are.</summary>
    public RedisServer Redis => redis ?? throw new InvalidOperationException("There is no Redis.");

    /// <summary>Why these tests cannot be done here; null if they can.</summary>
    public static string? WhyNot => PostgresServer.WhyNot ?? RedisServer.WhyNot;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
            return;
        postgres = await PostgresServer.CreateAsync();
        redis = await RedisServer.CreateAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
            await postgres.DisposeAsync();
        if (redis is not null)
            await redis.DisposeAsync();
    }
}
