using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace S2Grid.Support;

/// <summary>
/// A PostgreSQL server from the distribution's packages. Made once for the tests of an assembly; each test takes a database of its own.
/// </summary>
public sealed class PostgresServer : Server
{
    /// <summary>The user who owns everything in it.</summary>
    public const string User = "s2grid";

    /// <summary>PostgreSQL refuses to run as root; Debian's packages make this user for it.</summary>
    private const string SystemUser = "postgres";

    private static readonly string? Programs = FindPrograms();

    private readonly bool isDurable;

    private PostgresServer(bool isDurable)
        : base("postgres") => this.isDurable = isDurable;

    /// <summary>Why no server can be started here, for those who skip their tests then; null if one can.</summary>
    public static string? WhyNot => Programs is null
        ? "PostgreSQL is not installed; its programs are looked for in /usr/lib/postgresql/*/bin (apt-get install postgresql)."
        : IsRoot && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith(SystemUser + ":", StringComparison.Ordinal))
            ? $"PostgreSQL does not run as root, and there is no user {SystemUser} (apt-get install postgresql)."
            : null;

    /// <summary>The password of <see cref="User"/>.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    private string Data => Path.Combine(Folder, "data");

    /// <summary>Makes a server with empty data and starts it.</summary>
    /// <param name="isDurable">
    /// Whether what is committed outlasts a failure of the machine; that of the server it always does. Faster without.
    /// </param>
    /// <exception cref="InvalidOperationException">It did not come up; the message has the end of its log.</exception>
    public static async Task<PostgresServer> CreateAsync(bool isDurable = false)
    {
        var server = new PostgresServer(isDurable);
        try
        {
            await server.InitializeAsync();
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How Npgsql reaches a database.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = User,
        Password = Password,
    }.ToString();

    /// <summary>Makes an empty database.</summary>
    /// <returns>How Npgsql reaches it.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        string database = "test_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        await ExecuteAsync($"CREATE DATABASE {database}");
        return ConnectionString(database);
    }

    /// <summary>Deletes a database and ends the connections to it.</summary>
    /// <param name="connectionString">How Npgsql reaches it.</param>
    public Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <inheritdoc/>
    public override async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private protected override int StopSignal => ProcessSignals.Interrupt;

    private protected override IReadOnlyList<string> Command()
    {
        string durable = isDurable ? "on" : "off";
        return
        [
            .. AsUser("postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "shared_buffers=32MB",
            "-c", $"fsync={durable}", "-c", $"full_page_writes={durable}",
        ];
    }

    private static string? FindPrograms()
    {
        const string Versions = "/usr/lib/postgresql";
        if (!Directory.Exists(Versions))
            return null;
        return Directory.EnumerateDirectories(Versions)
            .Select(folder => Path.Combine(folder, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            .MaxBy(folder => decimal.Parse(Path.GetFileName(Path.GetDirectoryName(folder))!, CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// A program of PostgreSQL, run as a user it accepts. setpriv becomes the program, so that the process' id is the program's.
    /// </summary>
    private static string[] AsUser(string program)
    {
        string file = Path.Combine(Programs ?? throw new InvalidOperationException(WhyNot), program);
        return IsRoot ? ["setpriv", $"--reuid={SystemUser}", $"--regid={SystemUser}", "--clear-groups", "--", file] : [file];
    }

    private async Task InitializeAsync()
    {
        string passwordFile = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (IsRoot)
            await RunAsync("chown", "-R", SystemUser, Folder);
        await RunAsync(
            [
                .. AsUser("initdb"), "--pgdata", Data, "--username", User, "--pwfile", passwordFile,
                "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync", "--no-instructions",
            ]);
        File.Delete(passwordFile);
    }

    private async Task ExecuteAsync(string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ToString());
        await connection.OpenAsync();
#pragma warning disable CA2100 // Names of databases cannot be parameters; these are made here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
