using Microsoft.Data.Sqlite;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Sqlite;

/// <summary>Makes the tables of a catalogue in SQLite, and those of an older version those of this one.</summary>
internal static class SqliteSchema
{
    /// <summary>"S2Gr": tells a catalogue from other SQLite files.</summary>
    private const int ApplicationId = 0x53324772;

    /// <summary>Makes the tables, or brings them up to this version.</summary>
    /// <exception cref="StorageException">They are of a newer version, or the file is no catalogue, or damaged.</exception>
    public static void Apply(SqliteDatabase database, SqliteConnection connection)
    {
        bool isCurrent = CheckedVersion(connection, database.Place) == Tables.Version;
        if (Fault(connection) is { } fault)
            throw database.Damaged(fault);

        if (isCurrent)
            return;

        Execute(connection, "PRAGMA journal_mode = WAL");
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        if (CheckedVersion(connection, database.Place) < Tables.Version)
        {
            foreach (string statement in Tables.Migrate(database, Columns(connection)))
                Execute(connection, statement);
            Tables.SealAsync(database, connection).GetAwaiter().GetResult();
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Tables.Version}"));
        }

        transaction.Commit();
    }

    private static long CheckedVersion(SqliteConnection connection, string file)
    {
        long version = Number(connection, "PRAGMA user_version");
        long application = Number(connection, "PRAGMA application_id");
        if (application != ApplicationId && (application != 0 || version != 0))
            throw new StorageException($"{file} is a SQLite file, but not a catalogue of s2grid. Use another data directory (--data).");
        return version <= Tables.Version
            ? version
            : throw new StorageException(
                $"The catalogue {file} has version {version}, which a newer s2grid made; this one knows versions up to {Tables.Version}. "
                + "Use the newer s2grid, or another data directory (--data).");
    }

    /// <summary>What is wrong inside the file; null for nothing. Rows on a damaged page would be left out without a word.</summary>
    private static string? Fault(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'
            UNION ALL SELECT 'a row of ' || "table" || ' belongs to none of ' || parent FROM pragma_foreign_key_check LIMIT 1
            """;
        return (string?)command.ExecuteScalar();
    }

    private static List<(string Table, string Column)> Columns(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT made.name, held.name FROM sqlite_master AS made JOIN pragma_table_info(made.name) AS held";
        using SqliteDataReader reader = command.ExecuteReader();
        var columns = new List<(string, string)>();
        while (reader.Read())
            columns.Add((reader.GetString(0), reader.GetString(1)));
        return columns;
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
