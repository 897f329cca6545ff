using S2Grid.Server.Configuration;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Postgres;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;
using StackExchange.Redis;

namespace S2Grid.Server.Resources;

/// <summary>What a silo needs outside of itself: the catalogue, the segments and, in a cluster, Redis.</summary>
/// <param name="Catalogue">The catalogue.</param>
/// <param name="Segments">The segments.</param>
/// <param name="Redis">Redis; null for a silo that is alone.</param>
public sealed record Backends(ICatalogue Catalogue, ISegmentStore Segments, IConnectionMultiplexer? Redis) : IAsyncDisposable
{
    private const int RedisWait = 2_000;

    /// <summary>Opens everything once.</summary>
    /// <exception cref="StorageException">The catalogue or the segments cannot be used; the message says why.</exception>
    /// <exception cref="RedisException">Redis cannot be reached.</exception>
    public static async Task<Backends> OpenAsync(SiloConfiguration configuration)
    {
        ICatalogue catalogue = configuration.Postgres is { } server
            ? await PostgresCatalogue.OpenAsync(server)
            : SqliteCatalogue.Open(configuration.Data);
        ISegmentStore segments = configuration.Segments is { } directory
            ? new SegmentDirectory(directory)
            : await PostgresSegments.OpenAsync(configuration.Postgres!);
        try
        {
            return new Backends(catalogue, segments, configuration.Redis is { } redis ? await ConnectAsync(redis) : null);
        }
        catch
        {
            await segments.DisposeAsync();
            await catalogue.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Segments.DisposeAsync();
        await Catalogue.DisposeAsync();
        if (Redis is not null)
            await Redis.DisposeAsync();
    }

    /// <summary>Why a Redis cannot be reached, without what its connection text may hold.</summary>
    public static string Explain(RedisException fault, SiloConfiguration configuration)
    {
        string where = string.Join(", ", ConfigurationOptions.Parse(configuration.Redis!).EndPoints.Select(point => point.ToString()));
        return $"Redis at {where} cannot be reached ({fault.GetType().Name}).";
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(string redis)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(redis);
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = RedisWait;
        options.AsyncTimeout = RedisWait;
        options.SyncTimeout = RedisWait;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
