using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Catalogue;

/// <summary>
/// Which sweeps there are, and which of their batches are done: the truth about both, in a database. What a method has changed is durable
/// when it returns. Safe for use by several threads and, where the store is shared, by several processes.
/// </summary>
/// <remarks>
/// <para>A sweep is run by one coordinator at a time. <see cref="Begin"/> gives it an epoch, and what it writes down later counts only
/// while no other has begun since: a coordinator that was taken for dead, but was not, can change nothing any more.</para>
/// <para>Every change is one command that the database gets at once: a process that is held up in the middle holds no lock. What an epoch
/// guards locks the sweep's row for that command, so that it comes either wholly before the next epoch or not at all.</para>
/// </remarks>
/// <exception cref="StorageException">Every method: the store cannot be reached or used now; the message says why.</exception>
public abstract class SweepCatalogue : IAsyncDisposable
{
    /// <summary>Selects the sweep while it is in the epoch of whoever writes. It stands in each statement of a change.</summary>
    private readonly string held;

    private readonly SqlDatabase database;
    private readonly Table<SweepRecord> sweeps;
    private readonly Table<BatchRecord> batches;
    private readonly Table<LeaseRecord> leases;

    private protected SweepCatalogue(SqlDatabase database)
    {
        this.database = database;
        var tables = new Tables(database);
        (sweeps, batches, leases) = (tables.Sweeps, tables.Batches, tables.Leases);
        held = $"SELECT id FROM {sweeps} WHERE id = @sweep AND epoch = @epoch";
        Agents = new AgentCatalogue(database, tables);
        Requests = new RequestCatalogue(database, tables);
    }

    /// <summary>The agents in the same store.</summary>
    public AgentCatalogue Agents { get; }

    /// <summary>The requests with keys in the same store.</summary>
    public RequestCatalogue Requests { get; }

    /// <summary>Where it is, for messages: a file, or a server and database without a password.</summary>
    public string Place => database.Place;

    /// <summary>Adds a sweep.</summary>
    /// <returns>False, and nothing is added, if its name or id is taken.</returns>
    public async Task<bool> TryAdd(SweepRecord sweep) => await database.ChangeAsync(sweeps.Insert, sweeps.Parameters(sweep)) == 1;

    /// <summary>The sweep with this id, or null.</summary>
    public async Task<SweepRecord?> Find(string id) =>
        (await database.ReadAsync($"{sweeps.Select} WHERE id = @id", sweeps.Read, ("id", id))).SingleOrDefault();

    /// <summary>The sweep with this name, or null.</summary>
    public async Task<SweepRecord?> FindByName(string name) =>
        (await database.ReadAsync($"{sweeps.Select} WHERE name = @name", sweeps.Read, ("name", name))).SingleOrDefault();

    /// <summary>Every sweep, the newest first.</summary>
    public async Task<IReadOnlyList<SweepRecord>> List() =>
        await database.ReadAsync($"{sweeps.Select} ORDER BY created_at DESC, id", sweeps.Read);

    /// <summary>Forgets a sweep, its batches and its leases.</summary>
    public Task Delete(string id) => database.ChangeAsync($"DELETE FROM {sweeps} WHERE id = @id", ("id", id));

    /// <summary>Gives a sweep another name; then it replaces nothing any more.</summary>
    /// <returns>False, and nothing is changed, if another sweep has that name or there is no such sweep.</returns>
    public async Task<bool> Rename(string id, string name) => await database.ChangeAsync(
        $"""
        UPDATE {sweeps} SET name = @name, replaces = NULL
        WHERE id = @id AND NOT EXISTS (SELECT 1 FROM {sweeps} WHERE name = @name AND id <> @id)
        """,
        ("id", id),
        ("name", name)) == 1;

    /// <summary>Gives a sweep the name of another one, which is forgotten; unless that one has another name by now.</summary>
    public Task Replace(string old, string name, string id) => database.ChangeAsync(
        $"""
        DELETE FROM {sweeps} WHERE id = @old AND name = @name;
        UPDATE {sweeps} SET name = @name, replaces = NULL
        WHERE id = @id AND NOT EXISTS (SELECT 1 FROM {sweeps} WHERE name = @name)
        """,
        ("old", old),
        ("name", name),
        ("id", id));

    /// <summary>
    /// Takes the right to run a sweep, where processes that do not know of each other share the store; it is given back by disposing
    /// of it, and by the operating system when the process ends. Where the grid itself sees to it that a sweep has one coordinator, the
    /// right is free.
    /// </summary>
    /// <returns>Null if another process has it: <see cref="Owner"/> tells which.</returns>
    public virtual Task<IDisposable?> TryLock(string sweepId) => Task.FromResult<IDisposable?>(new FreeLock());

    /// <summary>The process that has the right to run a sweep; 0 if it is not known which; null if none has, or nobody needs it.</summary>
    public virtual int? Owner(string sweepId) => null;

    /// <summary>Begins a new epoch: the sweep is started or resumed; what was asked for and decided about it before is forgotten.</summary>
    /// <returns>The epoch, larger than every one before it.</returns>
    /// <remarks>
    /// First waits until what the epoch before still writes is written, and then counts: one statement would count what it saw before
    /// it waited.
    /// </remarks>
    public async Task<long> Begin(string id, DateTimeOffset at) => (await database.ChangeAsync(
        $"""
        UPDATE {sweeps} SET epoch = epoch + 1 WHERE id = @id;
        UPDATE {sweeps} SET phase = @phase, fault = NULL, started_at = @at, ended_at = NULL, asked = NULL,
            done_at_start = (SELECT COALESCE(SUM(count), 0) FROM {batches} WHERE sweep = @id)
        WHERE id = @id RETURNING epoch
        """,
        row => row.Long(),
        ("id", id),
        ("phase", (int)SweepPhase.Started),
        ("at", at))).Single();

    /// <summary>Writes down how a sweep came to rest.</summary>
    /// <returns>False, and nothing is changed, if another epoch has begun.</returns>
    public async Task<bool> End(string id, long epoch, SweepPhase phase, string? fault, DateTimeOffset at) => await database.ChangeAsync(
        $"UPDATE {sweeps} SET phase = @phase, fault = @fault, ended_at = @at WHERE id = @id AND epoch = @epoch",
        ("id", id),
        ("epoch", epoch),
        ("phase", (int)phase),
        ("fault", fault),
        ("at", at)) == 1;

    /// <summary>Asks whoever runs a sweep to drain it and then to leave it in this phase.</summary>
    public Task Ask(string id, SweepPhase phase) =>
        database.ChangeAsync($"UPDATE {sweeps} SET asked = @phase WHERE id = @id", ("id", id), ("phase", (int)phase));

    /// <summary>What <see cref="Ask"/> asked for since the sweep was last started; null if nothing.</summary>
    public async Task<SweepPhase?> Asked(string id) => (SweepPhase?)(await database.ReadAsync(
        $"SELECT asked FROM {sweeps} WHERE id = @id", row => row.Value(typeof(SweepPhase)), ("id", id))).SingleOrDefault();

    /// <summary>Changes how a sweep shares the grid with others.</summary>
    public Task SetPolicy(string id, SweepPolicy policy) => database.ChangeAsync(
        $"""
        UPDATE {sweeps} SET weight = @weight, priority = @priority, parallelism = @parallelism, fail_fast = @fail_fast
        WHERE id = @id
        """,
        ("id", id),
        ("weight", policy.Weight),
        ("priority", policy.Priority),
        ("parallelism", policy.Parallelism),
        ("fail_fast", policy.FailFast));

    /// <summary>
    /// Adds a batch that is done, or puts its newer result in the place of the older ones with the same runs; and forgets the leases of
    /// its runs.
    /// </summary>
    /// <returns>False, and nothing is changed, if another epoch has begun.</returns>
    public Task<bool> PutBatch(string sweepId, long epoch, BatchRecord batch) => ChangeAsync(
        sweepId,
        epoch,
        $"""
        DELETE FROM {leases} WHERE sweep IN ({held}) AND first >= @first AND first < @first + @count;
        DELETE FROM {batches} WHERE sweep IN ({held}) AND first > @first AND first < @first + @count;
        {Put(batches)}
        """,
        batches.Parameters(batch, sweepId));

    /// <summary>Forgets a batch: its runs are no longer done.</summary>
    /// <returns>False, and nothing is changed, if another epoch has begun.</returns>
    public Task<bool> RemoveBatch(string sweepId, long epoch, long first) => RemoveAsync(batches, sweepId, epoch, first);

    /// <summary>The batches of a sweep that are done, by first run.</summary>
    public async Task<IReadOnlyList<BatchRecord>> Batches(string sweepId) => [.. from one in await Examine(sweepId)
        select one.IsIntact ? one.Batch : throw new StorageException(
            $"The catalogue {Place} is damaged: what it says of a batch of the sweep {sweepId} is not what was written down. "
            + $"Resume the sweep ('s2grid sweeps resume {sweepId}'): its segments say it again.")];

    /// <summary>The same, and whether what is said of each is what was written down.</summary>
    public async Task<IReadOnlyList<(BatchRecord Batch, bool IsIntact)>> Examine(string sweepId) => await database.ReadAsync(
        $"{batches.Select} WHERE sweep = @sweep ORDER BY first",
        row => batches.Take(row) is var taken ? (taken.Record, taken.IsIntact) : default,
        ("sweep", sweepId));

    /// <summary>The batch that holds a run, or null.</summary>
    public async Task<BatchRecord?> BatchOf(string sweepId, long run) => (await database.ReadAsync(
        $"{batches.Select} WHERE sweep = @sweep AND first <= @run ORDER BY first DESC LIMIT 1",
        batches.Read,
        ("sweep", sweepId),
        ("run", run))).SingleOrDefault(batch => run < batch.End);

    /// <summary>What the batches of a sweep add up to; damaged ones do not count.</summary>
    public async Task<SweepCounts> Counts(string sweepId)
    {
        var counts = default(SweepCounts);
        foreach ((BatchRecord batch, bool isIntact) in await Examine(sweepId))
            counts = isIntact ? counts.With(batch) : counts with { IsDamaged = true };
        return counts;
    }

    /// <summary>Writes down that a silo has begun a range of runs, or what became of that; replaces what is known of a range with the same
    /// first run.</summary>
    /// <returns>False, and nothing is changed, if another epoch has begun.</returns>
    public Task<bool> PutLease(string sweepId, long epoch, LeaseRecord lease) =>
        ChangeAsync(sweepId, epoch, Put(leases), leases.Parameters(lease, sweepId));

    /// <summary>Forgets that a range of runs was begun.</summary>
    public Task RemoveLease(string sweepId, long epoch, long first) => RemoveAsync(leases, sweepId, epoch, first);

    /// <summary>
    /// Notes that a silo does none of its ranges any more although its process lives: whoever finds it gone is not to blame them for that.
    /// Deaths that were counted before are kept.
    /// </summary>
    public Task ReleaseLeases(string silo) => database.ChangeAsync(
        $"""
        DELETE FROM {leases} WHERE silo = @silo AND deaths = 0;
        UPDATE {leases} SET silo = '', number = 0, hand = '' WHERE silo = @silo
        """,
        ("silo", silo));

    /// <summary>The ranges that were begun and of which no batch is done, by first run. What is not as it was written is left out: then
    /// their runs are leased as if nobody had begun them.</summary>
    public async Task<IReadOnlyList<LeaseRecord>> Leases(string sweepId) =>
    [
        .. from lease in await database.ReadAsync($"{leases.Select} WHERE sweep = @sweep ORDER BY first", leases.Take, ("sweep", sweepId))
           where lease.IsIntact
           select lease.Record,
    ];

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return database.DisposeAsync();
    }

    /// <summary>Adds a batch or lease of a sweep, or replaces the one with the same first run.</summary>
    private string Put<T>(Table<T> table) =>
        $"""
        INSERT INTO {table} (sweep, {table.Columns}) SELECT held.id, {table.Values} FROM ({held}) AS held WHERE true {table.Replacing}
        """;

    private Task<bool> RemoveAsync<T>(Table<T> table, string sweepId, long epoch, long first) =>
        ChangeAsync(sweepId, epoch, $"DELETE FROM {table} WHERE sweep IN ({held}) AND first = @first", ("first", first));

    /// <summary>Changes a sweep's batches or leases, unless another epoch has begun. One that begins meanwhile waits.</summary>
    private async Task<bool> ChangeAsync(string sweepId, long epoch, string change, params (string Name, object? Value)[] parameters) =>
        (await database.ChangeAsync(
            $"{held}{database.ForShare}; {change}", row => row.Text(), [("sweep", sweepId), ("epoch", epoch), .. parameters])).Count == 1;

    /// <summary>A lock that nobody has to give back.</summary>
    private sealed class FreeLock : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
