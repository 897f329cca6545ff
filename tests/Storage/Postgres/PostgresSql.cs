using Npgsql;

namespace S2Grid.Storage.Tests.Postgres;

/// <summary>What tests do in a database behind the product's back.</summary>
internal static class PostgresSql
{
    public static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The text is a constant of these tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    public static Task ExecuteAsync(NpgsqlConnection connection, string sql) => ScalarAsync(connection, sql);

    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return await ScalarAsync(connection, sql);
    }

    public static Task ExecuteAsync(string connectionString, string sql) => ScalarAsync(connectionString, sql);
}
