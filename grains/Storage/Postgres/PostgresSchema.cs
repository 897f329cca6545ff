using System.Globalization;
using Npgsql;

namespace S2Grid.Storage.Postgres;

/// <summary>
/// The tables in PostgreSQL, and how those of an older version become those of this one. They lie in a schema of their own, so the
/// database may have other uses.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>The schema's name.</summary>
    public const string Name = "s2grid";

    /// <summary>The comment on the table of versions tells the schema from others that happen to have its name.</summary>
    private const string Mark = "Versions of the S2Grid schema";

    /// <summary>
    /// Asks the catalogue's tables: to_regclass and its like may answer out of a cache that knows nothing yet of what was made while
    /// this session waited for the lock.
    /// </summary>
    private const string Tables =
        $"SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = '{Name}'";

    /// <summary>"S2Gr": who migrates holds this advisory lock of the database.</summary>
    private const long Lock = 0x53324772;

    /// <summary>Making an index of a large table may take its time. Seconds.</summary>
    private const int MigrationTimeout = 600;

    /// <summary>Script number n makes version n + 1 from version n. Scripts are only ever added.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE s2grid.sweeps (
            id text PRIMARY KEY,
            name text NOT NULL UNIQUE,
            specification text NOT NULL,
            file_name text NOT NULL,
            overrides text NOT NULL,
            repeats integer,
            specification_hash text NOT NULL,
            engine_version text NOT NULL,
            total_runs bigint NOT NULL,
            phase integer NOT NULL,
            fault text,
            created_at timestamptz NOT NULL,
            started_at timestamptz NOT NULL,
            done_at_start bigint NOT NULL,
            ended_at timestamptz,
            asked integer,
            epoch bigint NOT NULL DEFAULT 0,
            weight integer NOT NULL,
            priority integer NOT NULL,
            parallelism integer,
            fail_fast boolean NOT NULL
        );
        CREATE TABLE s2grid.batches (
            sweep text NOT NULL REFERENCES s2grid.sweeps (id) ON DELETE CASCADE,
            first bigint NOT NULL,
            count integer NOT NULL,
            failed integer NOT NULL,
            reused integer NOT NULL,
            file text NOT NULL,
            bytes bigint NOT NULL,
            attempts integer NOT NULL,
            PRIMARY KEY (sweep, first)
        );
        CREATE TABLE s2grid.leases (
            sweep text NOT NULL REFERENCES s2grid.sweeps (id) ON DELETE CASCADE,
            first bigint NOT NULL,
            count integer NOT NULL,
            silo text NOT NULL,
            deaths integer NOT NULL,
            PRIMARY KEY (sweep, first)
        );
        CREATE TABLE s2grid.segments (
            sweep text NOT NULL,
            file text NOT NULL,
            first bigint NOT NULL,
            count integer NOT NULL,
            failed integer NOT NULL,
            reused integer NOT NULL,
            content bytea NOT NULL,
            PRIMARY KEY (sweep, file)
        );
        COMMENT ON COLUMN s2grid.segments.content IS 'A Parquet file, which is compressed already';
        ALTER TABLE s2grid.segments ALTER COLUMN content SET STORAGE EXTERNAL;
        """,
        """
        ALTER TABLE s2grid.leases ADD COLUMN number bigint NOT NULL DEFAULT 0;
        ALTER TABLE s2grid.leases ADD COLUMN hand text NOT NULL DEFAULT '';
        """,
        """
        CREATE TABLE s2grid.agents (
            id text PRIMARY KEY,
            name text NOT NULL,
            public_key bytea NOT NULL,
            credential_hash text NOT NULL,
            labels text NOT NULL,
            machine text NOT NULL,
            health integer NOT NULL,
            reason text NOT NULL,
            retired boolean NOT NULL,
            ephemeral boolean NOT NULL,
            registered_at timestamptz NOT NULL,
            seen_at timestamptz,
            done_runs bigint NOT NULL,
            failed_runs bigint NOT NULL,
            failures text NOT NULL
        );
        CREATE UNIQUE INDEX agent_names ON s2grid.agents (name) WHERE NOT retired;
        CREATE TABLE s2grid.agent_tokens (
            hash text PRIMARY KEY,
            labels text NOT NULL,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            used_by text
        );
        CREATE TABLE s2grid.agent_runs (
            agent text NOT NULL REFERENCES s2grid.agents (id) ON DELETE CASCADE,
            sweep text NOT NULL,
            lease bigint NOT NULL,
            sweep_name text NOT NULL,
            run bigint NOT NULL,
            attempt integer NOT NULL,
            retry_file text,
            kernel text NOT NULL,
            started_at timestamptz NOT NULL,
            ended_at timestamptz,
            outcome text NOT NULL,
            error text NOT NULL,
            PRIMARY KEY (agent, sweep, lease)
        );
        CREATE INDEX agent_runs_by_time ON s2grid.agent_runs (agent, started_at);
        """,
    ];

    /// <summary>
    /// Makes the tables, or brings them up to this version. Of several who do this at once, one does it and the others wait.
    /// </summary>
    /// <exception cref="StorageException">They are of a newer version, or the schema is not one of s2grid.</exception>
    public static async Task ApplyAsync(NpgsqlConnection connection, string place)
    {
        if (await VersionAsync(connection, place) == Migrations.Length)
            return;
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();

        // A process that is held up within the transaction must not hold up all others for good.
        await ExecuteAsync(connection, "SET LOCAL idle_in_transaction_session_timeout = '60s'");
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({Lock})"));
        int version = await VersionAsync(connection, place);
        if (version == 0)
            await CreateAsync(connection, place);
        for (int next = version; next < Migrations.Length; next++)
        {
            await ExecuteAsync(connection, Migrations[next]);
            await ExecuteAsync(
                connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO s2grid.versions (version) VALUES ({next + 1})"));
        }

        await transaction.CommitAsync();
    }

    /// <summary>Makes the schema, unless an administrator has made it, empty, for a user who may not.</summary>
    private static async Task CreateAsync(NpgsqlConnection connection, string place)
    {
        if (await IsAsync(connection, $"EXISTS ({Tables})"))
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
        const string Marked = $"{Tables} AND relname = 'versions' AND obj_description(pg_class.oid, 'pg_class') = '{Mark}'";
        if (!await IsAsync(connection, $"EXISTS ({Marked})"))
            return 0;
        await using var command = new NpgsqlCommand("SELECT COALESCE(MAX(version), 0) FROM s2grid.versions", connection);
        int version = (int)(await command.ExecuteScalarAsync())!;
        return version <= Migrations.Length
            ? version
            : throw new StorageException(
                $"The tables in {place} have version {version}, which a newer s2grid made; " +
                $"this one knows versions up to {Migrations.Length}. Use the newer s2grid, or another database.");
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
