using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace S2Grid.Support;

/// <summary>
/// A Redis server from the distribution's packages. It writes down every change, so that it knows after a restart what it knew.
/// </summary>
public sealed class RedisServer : Server
{
    private static readonly string? Program = InstalledProgram.Find("redis-server");

    private RedisServer()
        : base("redis")
    {
    }

    /// <summary>Why no server can be started here, for those who skip their tests then; null if one can.</summary>
    public static string? WhyNot =>
        Program is null ? "Redis is not installed; there is no redis-server (apt-get install redis-server)." : null;

    /// <summary>How StackExchange.Redis, and so Orleans, reaches it.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Makes a server without data and starts it.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message has the end of its log.</exception>
    public static async Task<RedisServer> CreateAsync()
    {
        var server = new RedisServer();
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>While it loads its data, Redis answers with an error.</remarks>
    public override async Task<bool> AnswersAsync()
    {
        try
        {
            return await SendAsync("PING") == "+PONG";
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends one command as a person would type it.</summary>
    /// <returns>The first line of the answer as the protocol has it: <c>+OK</c>, <c>:1</c>, <c>-ERR ...</c>.</returns>
    public async Task<string?> SendAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadLineAsync();
    }

    private protected override int StopSignal => ProcessSignals.Terminate;

    private protected override IReadOnlyList<string> Command() =>
    [
        Program ?? throw new InvalidOperationException(WhyNot),
        "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--appendonly", "yes",
    ];
}
