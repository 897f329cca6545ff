using System.Globalization;
using Microsoft.Data.Sqlite;

namespace S2Grid.Storage.Sqlite;

/// <summary>The tables of a catalogue in SQLite, and how those of an older version become those of this one.</summary>
internal static class SqliteSchema
{
    /// <summary>"S2Gr": tells a catalogue from other SQLite files.</summary>
    private const int ApplicationId = 0x53324772;

    /// <summary>Script number n makes version n + 1 from version n. Scripts are only ever added.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE sweeps (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            specification TEXT NOT NULL,
            file_name TEXT NOT NULL,
            overrides TEXT NOT NULL,
            repeats INTEGER,
            specification_hash TEXT NOT NULL,
            engine_version TEXT NOT NULL,
            total_runs INTEGER NOT NULL,
            phase INTEGER NOT NULL,
            fault TEXT,
            created_at INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            done_at_start INTEGER NOT NULL,
            ended_at INTEGER,
            cancel_requested INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE TABLE batches (
            sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
            first INTEGER NOT NULL,
            count INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            reused INTEGER NOT NULL,
            file TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (sweep, first)
        ) WITHOUT ROWID;
        """,
        """
        ALTER TABLE sweeps DROP COLUMN cancel_requested;
        ALTER TABLE sweeps ADD COLUMN asked INTEGER;
        ALTER TABLE sweeps ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sweeps ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE sweeps ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sweeps ADD COLUMN parallelism INTEGER;
        ALTER TABLE sweeps ADD COLUMN fail_fast INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE batches ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;
        CREATE TABLE leases (
            sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
            first INTEGER NOT NULL,
            count INTEGER NOT NULL,
            silo TEXT NOT NULL,
            deaths INTEGER NOT NULL,
            PRIMARY KEY (sweep, first)
        ) WITHOUT ROWID;
        """,
        """
        ALTER TABLE leases ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE leases ADD COLUMN hand TEXT NOT NULL DEFAULT '';
        """,
        """
        CREATE TABLE agents (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            public_key BLOB NOT NULL,
            credential_hash TEXT NOT NULL,
            labels TEXT NOT NULL,
            machine TEXT NOT NULL,
            health INTEGER NOT NULL,
            reason TEXT NOT NULL,
            retired INTEGER NOT NULL,
            ephemeral INTEGER NOT NULL,
            registered_at INTEGER NOT NULL,
            seen_at INTEGER,
            done_runs INTEGER NOT NULL,
            failed_runs INTEGER NOT NULL,
            failures TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX agent_names ON agents (name) WHERE retired = 0;
        CREATE TABLE agent_tokens (
            hash TEXT PRIMARY KEY,
            labels TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            used_by TEXT
        ) WITHOUT ROWID;
        CREATE TABLE agent_runs (
            agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
            sweep TEXT NOT NULL,
            lease INTEGER NOT NULL,
            sweep_name TEXT NOT NULL,
            run INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            retry_file TEXT,
            kernel TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            outcome TEXT NOT NULL,
            error TEXT NOT NULL,
            PRIMARY KEY (agent, sweep, lease)
        ) WITHOUT ROWID;
        CREATE INDEX agent_runs_by_time ON agent_runs (agent, started_at);
        """,
    ];

    /// <summary>Makes the tables, or brings them up to this version.</summary>
    /// <exception cref="StorageException">They are of a newer version, or the file is no catalogue.</exception>
    public static void Apply(SqliteConnection connection, string file)
    {
        if (CheckedVersion(connection, file) == Migrations.Length)
            return;
        Execute(connection, "PRAGMA journal_mode = WAL");
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        for (long next = CheckedVersion(connection, file); next < Migrations.Length; next++)
            Execute(connection, Migrations[next]);
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Migrations.Length}"));
        transaction.Commit();
    }

    private static long CheckedVersion(SqliteConnection connection, string file)
    {
        long version = Number(connection, "PRAGMA user_version");
        long application = Number(connection, "PRAGMA application_id");
        if (application != ApplicationId && (application != 0 || version != 0))
            throw new StorageException($"{file} is a SQLite file, but not a catalogue of s2grid. Use another data directory (--data).");
        return version <= Migrations.Length
            ? version
            : throw new StorageException(
                $"The catalogue {file} has version {version}, which a newer s2grid made; this one knows versions up to {Migrations.Length}. " +
                "Use the newer s2grid, or another data directory (--data).");
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
