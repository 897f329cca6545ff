using S2Grid.Server.Configuration;
using S2Grid.Storage.Postgres;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;
using StackExchange.Redis;

namespace S2Grid.Server.Resources;

/// <summary>What a silo needs outside of itself: the catalogue, the segments and, in a cluster, Redis.</summary>
/// <param name="Catalogue">The catalogue.</param>
/// <param name="Segments">The segments.</param>
/// <param name="Redis">Redis; null for a silo that is alone.</param>
public sealed record Backends(SweepCatalogue Catalogue, ISegmentStore Segments, IConnectionMultiplexer? Redis) : IAsyncDisposable
{
    private const int RedisWait = 2_000;

    /// <summary>Opens everything once.</summary>
    /// <exception cref="StorageException">The catalogue or the segments cannot be used; the message says why.</exception>
    /// <exception cref="RedisException">Redis cannot be reached.</exception>
    public static async Task<Backends> OpenAsync(SiloConfiguration configuration)
    {
        SweepCatalogue catalogue = configuration.Postgres is { } server
            ? await PostgresCatalogue.OpenAsync(server)
            : SqliteCatalogue.Open(configuration.Data!);
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

    /// <summary>Why Redis cannot be used, without what its connection text may hold; null where a fault is not of Redis.</summary>
    /// <remarks>A Redis that takes connections and is silent gives a timeout, which is no fault of Redis by its type.</remarks>
    public static string? Explain(Exception fault, SiloConfiguration configuration)
    {
        if (configuration.Redis is not { } redis || fault is not (RedisException or TimeoutException))
            return null;

        string where = string.Join(", ", ConfigurationOptions.Parse(redis).EndPoints.Select(point => point.ToString()));
        return fault switch
        {
            _ when IsRefused(fault) => $"Redis at {where} refuses the user or password.",
            TimeoutException => $"Redis at {where} takes connections and does not answer.",
            RedisServerException said => $"Redis at {where} says: {PrintableText.Sanitize(said.Message)}",
            _ => $"Redis at {where} cannot be reached ({fault.GetType().Name}).",
        };
    }

    /// <summary>Whether a fault may go by itself: the server starts, is silent for a while, or is being replaced.</summary>
    public static bool IsTransient(Exception fault, SiloConfiguration configuration) => fault is StorageException { IsTransient: true }
        || (Explain(fault, configuration) is not null && !IsRefused(fault));

    private static bool IsRefused(Exception fault) =>
        fault is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure };

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
