using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Postgres;

/// <summary>
/// Makes the tables in PostgreSQL, and those of an older version those of this one. They lie in a schema of their own, so the database may
/// have other uses.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>The schema's name.</summary>
    public const string Name = "s2grid";

    /// <summary>PostgreSQL came one version after the first.</summary>
    private const int Version = Tables.Version - 1;

    /// <summary>The comment on the table of versions tells the schema from others that happen to have its name.</summary>
    private const string Mark = "Versions of the S2Grid schema";

    /// <summary>
    /// Asks the catalogue's tables: to_regclass and its like may answer out of a cache that knows nothing yet of what was made while
    /// this session waited for the lock.
    /// </summary>
    private const string Relations =
        $"SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = '{Name}'";

    /// <summary>"S2Gr": who migrates holds this advisory lock of the database.</summary>
    private const long Lock = 0x53324772;

    /// <summary>Making an index of a large table may take its time. Seconds.</summary>
    private const int MigrationTimeout = 600;

    /// <summary>
    /// Makes the tables, or brings them up to this version. Of several who do this at once, one does it and the others wait.
    /// </summary>
    /// <exception cref="StorageException">They are of a newer version, or the schema is not one of s2grid.</exception>
    public static async Task ApplyAsync(PostgresDatabase database, NpgsqlConnection connection)
    {
        string place = database.Place;
        if (await VersionAsync(connection, place) == Version)
            return;
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();

        // A process that is held up within the transaction must not hold up all others for good.
        await ExecuteAsync(connection, "SET LOCAL idle_in_transaction_session_timeout = '60s'");
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({Lock})"));
        int version = await VersionAsync(connection, place);
        if (version == 0)
            await CreateAsync(connection, place);
        if (version < Version)
        {
            foreach (string statement in Tables.Migrate(database, await ColumnsAsync(connection), database.Segments))
                await ExecuteAsync(connection, statement);
            await Tables.SealAsync(database, connection);
            await ExecuteAsync(
                connection,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    COMMENT ON COLUMN {database.Segments}.content IS 'A Parquet file, which is compressed already';
                    ALTER TABLE {database.Segments} ALTER COLUMN content SET STORAGE EXTERNAL;
                    INSERT INTO s2grid.versions (version) SELECT generate_series({version + 1}, {Version})
                    """));
        }

        await transaction.CommitAsync();
    }

    /// <summary>Makes the schema, unless an administrator has made it, empty, for a user who may not.</summary>
    private static async Task CreateAsync(NpgsqlConnection connection, string place)
    {
        if (await IsAsync(connection, $"EXISTS ({Relations})"))
        {
            throw new StorageException(
                $"{place} has a schema {Name} that was not made by s2grid. Use another database, or rename that schema.");
        }

        if (!await IsAsync(connection, $"EXISTS (SELECT FROM pg_namespace WHERE nspname = '{Name}')"))
            await ExecuteAsync(connection, "CREATE SCHEMA s2grid");
        await ExecuteAsync(
            connection,
            $"""
            CREATE TABLE s2grid.versions (version integer PRIMARY KEY, since timestamptz NOT NULL DEFAULT now());
            COMMENT ON TABLE s2grid.versions IS '{Mark}';
            """);
    }

    /// <summary>The version of the tables; 0 if there are none that s2grid has made.</summary>
    private static async Task<int> VersionAsync(NpgsqlConnection connection, string place)
    {
        const string Marked = $"{Relations} AND relname = 'versions' AND obj_description(pg_class.oid, 'pg_class') = '{Mark}'";
        if (!await IsAsync(connection, $"EXISTS ({Marked})"))
            return 0;
        await using var command = new NpgsqlCommand("SELECT COALESCE(MAX(version), 0) FROM s2grid.versions", connection);
        int version = (int)(await command.ExecuteScalarAsync())!;
        return version <= Version
            ? version
            : throw new StorageException(
                $"The tables in {place} have version {version}, which a newer s2grid made; " +
                $"this one knows versions up to {Version}. Use the newer s2grid, or another database.");
    }

    private static async Task<List<(string Table, string Column)>> ColumnsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = '{Name}' AND attnum > 0 AND NOT attisdropped
            """,
            connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var columns = new List<(string, string)>();
        while (await reader.ReadAsync())
            columns.Add((reader.GetString(0), reader.GetString(1)));
        return columns;
    }

    private static async Task<bool> IsAsync(NpgsqlConnection connection, string condition)
    {
        await using var command = new NpgsqlCommand($"SELECT {condition}", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = MigrationTimeout };
        await command.ExecuteNonQueryAsync();
    }
}
