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
    /// <returns>The one that is remembered now: that of <paramref name="request"/>'s holder if it was taken.</returns>
    public async Task<RequestRecord> Take(RequestRecord request, DateTimeOffset now) => (await database.ChangeAsync(
        $"""
        DELETE FROM {requests} WHERE expires_at <= @now;
        {requests.Insert};
        UPDATE {requests} SET holder = @holder, held_until = @held_until, again = @taken
        WHERE hash = @hash AND request = @request AND answer IS NULL AND held_until <= @now;
        {requests.Select} WHERE hash = @hash
        """,
        requests.Read,
        [("now", now), ("taken", true), .. requests.Parameters(request)])).Single();

    /// <summary>Says that whoever took a request still does it.</summary>
    public Task Hold(string hash, string holder, DateTimeOffset until) => database.ChangeAsync(
        $"UPDATE {requests} SET held_until = @until WHERE hash = @hash AND holder = @holder",
        ("hash", hash),
        ("holder", holder),
        ("until", until));

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
