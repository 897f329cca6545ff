using System.Diagnostics.Metrics;
using S2Grid.Storage.Sql;

namespace S2Grid.Storage.Postgres;

/// <summary>
/// A PostgreSQL database with the tables of <see cref="PostgresSchema"/>. The statements of a command go to the server at once and are a
/// transaction there, each of which sees what was committed before it. Whatever is done in it may be done twice: where the connection is
/// lost, nobody knows whether the server had finished, and it is tried again once.
/// </summary>
internal sealed class PostgresDatabase : SqlDatabase
{
    private readonly string content;
    private readonly NpgsqlDataSource source;

    private PostgresDatabase(string content, Histogram<double> durations, PostgresAddress address)
        : base(address.Place, PostgresSchema.Name + ".", durations)
    {
        this.content = content;
        Segments = new(this, "segments", "sweep, file");
        source = NpgsqlDataSource.Create(address.ConnectionString);
    }

    /// <summary>The table of segments, which only this kind of database has.</summary>
    public Table<SegmentRow> Segments { get; }

    /// <inheritdoc/>
    public override string TableOptions => "";

    /// <inheritdoc/>
    public override string ForShare => " FOR SHARE";

    /// <inheritdoc/>
    protected override string Remedy => "Restore it from a backup";

    /// <inheritdoc/>
    public override string TypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => "text",
        TypeCode.Boolean => "boolean",
        TypeCode.Int32 => "integer",
        TypeCode.Int64 => "bigint",
        _ => type == typeof(DateTimeOffset) ? "timestamptz" : "bytea",
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Unseal(Table table, string digest) =>
    [
        $"""
        CREATE OR REPLACE FUNCTION {Prefix}unseal() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.{digest} := NULL; RETURN NEW; END $$
        """,
        $"DROP TRIGGER IF EXISTS unseal ON {table}",
        $"""
        CREATE TRIGGER unseal BEFORE UPDATE ON {table} FOR EACH ROW
        WHEN (NEW.{digest} = OLD.{digest} AND {RowOf("NEW", table.Digested)} IS DISTINCT FROM {RowOf("OLD", table.Digested)})
        EXECUTE FUNCTION {Prefix}unseal()
        """,
    ];

    /// <summary>Opens the database, and makes the tables or brings them up to this version.</summary>
    /// <param name="content">What it is opened for, at the beginning of a sentence.</param>
    /// <param name="durations">Where to note how long commands take.</param>
    /// <param name="connectionString">How Npgsql reaches it.</param>
    /// <exception cref="StorageException">It cannot be reached, or is of a newer version, or someone else's.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string content, Histogram<double> durations, string connectionString)
    {
        var database = new PostgresDatabase(content, durations, PostgresAddress.Parse(connectionString));
        try
        {
            await database.UseAsync(
                isChange: false,
                async connection =>
                {
                    await PostgresSchema.ApplyAsync(database, (NpgsqlConnection)connection);
                    return true;
                },
                CancellationToken.None);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => source.DisposeAsync();

    /// <inheritdoc/>
    protected override async Task<T> UseAsync<T>(bool isChange, Func<DbConnection, Task<T>> action, CancellationToken cancellation)
    {
        try
        {
            try
            {
                return await OnceAsync();
            }
            catch (NpgsqlException e) when (PostgresFault.IsLostConnection(e))
            {
                // The other connections that are kept for reuse have seen the same.
                source.Clear();
                return await OnceAsync();
            }
        }
        catch (Exception e) when (PostgresFault.IsOne(e))
        {
            throw PostgresFault.Explain(content, Place, e);
        }

        async Task<T> OnceAsync()
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation);
            return await action(connection);
        }
    }

    /// <inheritdoc/>
    protected override object Kept(DateTimeOffset time) => time.ToUniversalTime();
}
