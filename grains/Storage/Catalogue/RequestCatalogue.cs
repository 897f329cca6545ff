using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Catalogue;

/// <summary>
/// Which requests with a key were done, and what they were answered. What a method has changed is durable when it returns. Safe for use by
/// several threads and, where the store is shared, by several processes.
/// </summary>
/// <exception cref="StorageException">Every method: the store cannot be reached or used now; the message says why.</exception>
public sealed class RequestCatalogue
{
    private readonly SqlDatabase database;
    private readonly Table<RequestRecord> requests;

    internal RequestCatalogue(SqlDatabase database, Tables tables) => (this.database, requests) = (database, tables.Requests);

    /// <summary>Takes a request to do, unless one with its hash is remembered that was answered, or that somebody does; forgets those that
    /// have expired.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time of day.</param>
    /// <param name="silent">What was remembered of it when its holder last gave a sign; taken from that one if there was no further. Null
    /// to take it from nobody.</param>
    /// <returns>The one that is remembered now: that of <paramref name="request"/>'s holder if it was taken.</returns>
    public async Task<RequestRecord> Take(RequestRecord request, DateTimeOffset now, RequestRecord? silent = null) =>
        (await database.ChangeAsync(
        $"""
        DELETE FROM {requests} WHERE expires_at <= @now;
        {requests.Insert};
        UPDATE {requests} SET holder = @holder, signs = 0, again = @taken
        WHERE hash = @hash AND request = @request AND answer IS NULL AND holder = @silent AND signs = @signs_then;
        {requests.Select} WHERE hash = @hash
        """,
        requests.Read,
        [
            ("now", now), ("taken", true), ("silent", silent?.Holder ?? ""), ("signs_then", silent?.Signs ?? 0),
            .. requests.Parameters(request),
        ])).Single();

    /// <summary>Says that whoever took a request still does it.</summary>
    public Task Hold(string hash, string holder) => database.ChangeAsync(
        $"UPDATE {requests} SET signs = signs + 1 WHERE hash = @hash AND holder = @holder",
        ("hash", hash),
        ("holder", holder));

    /// <summary>Remembers what a request was answered, unless another has taken it since.</summary>
    public Task Answer(string hash, string holder, byte[] answer) => database.ChangeAsync(
        $"UPDATE {requests} SET answer = @answer WHERE hash = @hash AND holder = @holder",
        ("hash", hash),
        ("holder", holder),
        ("answer", answer));

    /// <summary>Forgets a request that failed, unless another has taken it since.</summary>
    public Task Forget(string hash, string holder) => database.ChangeAsync(
        $"DELETE FROM {requests} WHERE hash = @hash AND holder = @holder",
        ("hash", hash),
        ("holder", holder));
}
