using System.Net.Sockets;

namespace S2Grid.Storage.Postgres;

/// <summary>Turns what PostgreSQL and the way to it report into messages for people.</summary>
internal static class PostgresFault
{
    /// <summary>Whether an exception is one that <see cref="Explain"/> is for.</summary>
    public static bool IsOne(Exception e) => e is NpgsqlException or SocketException or TimeoutException;

    /// <summary>Whether an open connection was lost, as all are when the server restarts: over a new one it may go at once.</summary>
    public static bool IsLostConnection(Exception e) => e
        is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        or (NpgsqlException and not PostgresException and { InnerException: IOException });

    /// <summary>What a person is told.</summary>
    /// <param name="what">What is kept in the database, at the beginning of a sentence.</param>
    /// <param name="place">The database.</param>
    /// <param name="e">What was reported.</param>
    public static StorageException Explain(string what, string place, Exception e) =>
        new($"{what} in {place} cannot be used: {Reason(e).TrimEnd('.')}.{Advice(e)}", e) { IsTransient = IsTransient(e) };

    /// <summary>
    /// By the classes of SQLSTATE (PostgreSQL's documentation, appendix A): 08 connection, 40 rollback, 53 resources such as a full disk,
    /// 57P operator intervention such as a restart; and a standby that is about to become the primary.
    /// </summary>
    private static bool IsTransient(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DatabaseDropped } => false,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable } => true,
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => true,
        PostgresException { SqlState: ['0', '8', ..] or ['4', '0', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] } => true,
        PostgresException => false,
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException,
        _ => true,
    };

    private static string Reason(Exception e) => e switch
    {
        PostgresException postgres => postgres.MessageText,
        TimeoutException or { InnerException: TimeoutException } => "the server does not answer",
        { InnerException: IOException } => "the connection was lost",
        { InnerException: SocketException socket } => socket.Message,
        _ => e.Message,
    };

    private static string Advice(Exception e) => (e as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => " Create the database first, empty: s2grid makes its tables itself.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            " Check the Username and the Password of the connection string.",
        PostgresErrorCodes.InsufficientPrivilege => $" The user must be allowed to create the schema {PostgresSchema.Name}, or own it.",
        PostgresErrorCodes.DiskFull => " Make room on the server's disk.",
        PostgresErrorCodes.TooManyConnections =>
            " Raise the server's max_connections, or lower Maximum Pool Size in the connection string.",
        _ => "",
    };
}
