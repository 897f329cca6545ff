namespace S2Grid.Storage.Postgres;

/// <summary>Which database is meant, and how it is talked to. What it says of itself is free of the password.</summary>
internal sealed class PostgresAddress
{
    /// <summary>
    /// What a connection string may change: short waits, because who stores results asks again later; few connections, because many
    /// silos share the server. A server that takes connections and is silent holds a caller for 5 s and then, while Npgsql tries to
    /// call its statement off, for twice the 3 s.
    /// </summary>
    private const string Defaults =
        "Application Name=s2grid;Timeout=3;Command Timeout=5;Cancellation Timeout=500;Maximum Pool Size=20;Tcp Keepalive=true;";

    private static readonly string[] CommonSettings =
    [
        "Host", "Port", "Database", "Username", "Password", "Passfile", "SSL Mode", "Root Certificate", "Timeout", "Command Timeout",
        "Maximum Pool Size", "Application Name",
    ];

    private PostgresAddress(NpgsqlConnectionStringBuilder settings)
    {
        ConnectionString = settings.ToString();
        string host = settings.Host!.Contains(':', StringComparison.Ordinal) ? settings.Host : $"{settings.Host}:{settings.Port}";
        Place = $"postgresql://{host}/{settings.Database ?? settings.Username}";
    }

    /// <summary>How Npgsql reaches the database; not for messages.</summary>
    public string ConnectionString { get; }

    /// <summary>Server and database, for messages.</summary>
    public string Place { get; }

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="StorageException">It is none. Neither the message nor a cause has any of its values in it.</exception>
    public static PostgresAddress Parse(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(Defaults + connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw Wrong(Reason((e as ArgumentException)?.ParamName));
        }

        return string.IsNullOrWhiteSpace(settings.Host) ? throw Wrong("it names no Host.") : new PostgresAddress(settings);
    }

    /// <summary>
    /// What is wrong with a setting. One that nobody knows may be a part of a password, so only what resembles a setting is named.
    /// </summary>
    private static string Reason(string? setting)
    {
        if (setting is null)
            return "it is not a list of settings.";
        if (new NpgsqlConnectionStringBuilder().ContainsKey(setting))
            return $"its {setting} has a value that cannot be.";
        return DidYouMean.Suggest(setting, CommonSettings) is { } known
            ? $"it has no setting '{setting}'. Did you mean '{known}'?"
            : "it has a setting that does not exist.";
    }

    private static StorageException Wrong(string reason) => new(
        $"The connection string of PostgreSQL cannot be understood: {reason} " +
        "Write it like Host=db.example;Port=5432;Database=s2grid;Username=s2grid;Password=..., " +
        "and put a value with a ';' in it into quotes.");
}
