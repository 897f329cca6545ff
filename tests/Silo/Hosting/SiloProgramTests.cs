using System.Globalization;
using System.Net;
using System.Net.Sockets;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Hosting;

public sealed class SiloProgramTests : IDisposable
{
    private readonly Credentials files = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task Help_NamesEverySettingInEachOfItsForms()
    {
        Assert.Equal(0, await RunAsync("--help"));

        string help = output.ToString();
        Assert.All(Settings.All, setting => Assert.Contains($"  {setting.Name} {setting.HelpName}", help, StringComparison.Ordinal));
        Assert.All(Settings.All, setting => Assert.Contains(setting.Variable, help, StringComparison.Ordinal));
        Assert.All(Settings.All.Skip(1), setting => Assert.Contains($"  {setting.Key}\n", help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        Assert.Equal(0, await RunAsync("--version"));

        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", output.ToString());
    }

    [Fact]
    public async Task Check_OfAGoodConfiguration_SaysWhatItFoundAndStartsNothing()
    {
        Assert.Equal(0,
            await RunAsync("--check", "--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0", "--data",
                files.PathOf("data")));

        Assert.Contains($"catalogue  {files.PathOf("data")}", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("The silo can start.\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WithoutItsRedis_SaysSoWithoutThePassword()
    {
        int exit = await RunAsync(
            "--check", "--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0", "--data", files.PathOf("data"),
            "--redis", "127.0.0.1:1,password=geheim");

        Assert.Equal(1, exit);
        Assert.Contains("Redis at 127.0.0.1:1 cannot be reached", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithARedisThatIsSilent_WaitsAndSaysSoUntilItIsToStop()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<int> run = Program().RunAsync(
            ["--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0", "--data", files.PathOf("data"), "--redis",
                silent.LocalEndpoint.ToString()!],
            stop.Token);

        await Poll.UntilAsync(
            () => error.ToString().Contains("waiting: Redis at", StringComparison.Ordinal), () => $"a wait for Redis: {error}");
        await stop.CancelAsync();

        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Start_WithARedisThatHoldsWritesAndIsStartedAnew_JoinsOnThePortsOfItsFirstTry()
    {
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        await using RedisServer redis = await RedisServer.CreateAsync();
        Assert.Equal("+OK", await redis.SendAsync("CLIENT PAUSE 600000 WRITE"));
        int[] ports = [.. Enumerable.Range(0, 4).Select(_ => FreePort.Next())];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        string[] flags = [.. ((string[])["--silo-port", "--gateway-port", "--http-port", "--agent-port"]).Zip(ports)
            .SelectMany(pair => (string[])[pair.First, pair.Second.ToString(CultureInfo.InvariantCulture)])];
        Task<int> run = Program().RunAsync(
            [.. flags, "--slots", "0", "--data", files.PathOf("data"), "--redis", redis.ConnectionString], stop.Token);
        await Poll.UntilAsync(
            () => error.ToString().Contains("waiting: Redis at", StringComparison.Ordinal), () => $"a wait for Redis: {error}");

        await redis.KillAsync();
        await redis.StartAsync();
        await Poll.UntilAsync(
            () => run.IsCompleted || output.ToString().Contains("\"gateway\"", StringComparison.Ordinal), () => $"the start: {error}");
        await stop.CancelAsync();

        Assert.True(await run == 0, error.ToString());
        Assert.Contains("\"gateway\"", output.ToString(), StringComparison.Ordinal);
        Array.ForEach(ports, FreePort.Return);
    }

    [Fact]
    public async Task Start_WithFaults_ListsAllAndExitsWithTwo()
    {
        Assert.Equal(2, await RunAsync("--bind", "0.0.0.0", "--slots", "x"));

        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Count(line => line.StartsWith("error: ", StringComparison.Ordinal)));
        Assert.Contains("--help", lines[^1], StringComparison.Ordinal);
    }

    private SiloProgram Program() => new(output, error, new Dictionary<string, string>(), files.PathOf(""), TimeProvider.System);

    private Task<int> RunAsync(params string[] arguments) => Program().RunAsync(arguments, TestContext.Current.CancellationToken);
}
