using System.Text.Json;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Common;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Tests.Clusters;

public sealed class ClusterInitTests : IDisposable
{
    private const string Line = "cluster init lab --silo a --silo 10.0.0.7 --redis db:6379 --postgres db --at /etc/s2grid";
    private readonly CliHarness cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Init_OfSeveralSilos_SaysWhatItMadeAndHowToStartThem()
    {
        CliResult made = await cli.RunAsync(Line);

        Snapshot.Matches("cluster-init", made.Exits(ExitCode.Done).Out + made.Error);
        JsonElement settings = Settings("10.0.0.7.json");
        Assert.Equal("10.0.0.7", settings.GetProperty("bind").GetString());
        Assert.Equal("/etc/s2grid/10.0.0.7.key", settings.GetProperty("key").GetString());
        Assert.Equal($"db:6379,password={Read("redis_password")}", settings.GetProperty("redis").GetString());
        Assert.Contains($";Password={Read("postgres_password")};", settings.GetProperty("postgres").GetString(), StringComparison.Ordinal);
        Assert.Equal("0.0.0.0", Settings("a.json").GetProperty("bind").GetString());
    }

    [Fact]
    public async Task Init_KeepsSecretsForTheOwner_AndOnlyHashesOfTokensForSilos()
    {
        (await cli.RunAsync(Line)).Exits(ExitCode.Done);

        string[] open = [.. Directory.GetFiles(PathOf("")).Where(file => ModeOf(file) != AtomicFile.OwnerOnly)];
        Assert.All(open, file => Assert.Matches(@"\.(crt|lock)$", file));
        IReadOnlyList<Token> tokens = TokensFile.Read(PathOf("tokens.json"));
        Assert.Equal(["admin", "agent", "operator", "viewer"], tokens.Select(token => token.Name).Order());
        Assert.All(tokens, token => Assert.Equal(TokensFile.Hash(Read(token.Name + ".token").Trim()), token.Sha256));
    }

    [Fact]
    public async Task Init_NamesTheCluster_WithTheAdministratorsCertificateAndToken()
    {
        (await cli.RunAsync($"{Line} --gateway gate:1")).Exits(ExitCode.Done);

        JsonElement lab = JsonDocument.Parse((await cli.RunAsync("cluster list --format json")).Out).RootElement[0];
        Assert.Equal("lab", lab.GetProperty("cluster_id").GetString());
        Assert.Equal("gate:1", lab.GetProperty("gateways")[0].GetString());
        Assert.True(lab.GetProperty("tls").GetBoolean());
        Assert.Equal(PathOf("admin.token"), lab.GetProperty("token_file").GetString());
    }

    [Theory]
    [InlineData("cluster init lab --dir other", "you have a cluster 'lab'")]
    [InlineData("cluster init other --dir lab", "lab exists, and nothing in it is changed")]
    public async Task Init_WhereSomethingIs_ChangesNothing(string line, string said)
    {
        (await cli.RunAsync(Line)).Exits(ExitCode.Done);
        string[] before = [.. Directory.GetFiles(PathOf("")).Select(File.ReadAllText)];

        CliResult again = await cli.RunAsync(line);

        Assert.Contains(said, again.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Equal<string>(before, Directory.GetFiles(PathOf("")).Select(File.ReadAllText));
        Assert.Equal(["config", "lab"], Directory.GetDirectories(cli.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Init_WithSeveralFaults_NamesAll()
    {
        CliResult result = await cli.RunAsync(
            "cluster init lab --silo a --silo a --silo ca --silo admin --redis db --postgres d_/b --gateway x");

        Snapshot.Matches("error-cluster-init-faults", result.Exits(ExitCode.Usage).Error);
        Assert.False(Directory.Exists(PathOf("")));
    }

    private static UnixFileMode ModeOf(string file) => OperatingSystem.IsWindows() ? AtomicFile.OwnerOnly : File.GetUnixFileMode(file);

    private string PathOf(string file) => Path.Combine(cli.Folder, "lab", file).TrimEnd('/');

    private string Read(string file) => File.ReadAllText(PathOf(file));

    private JsonElement Settings(string file) => JsonDocument.Parse(Read(file)).RootElement.GetProperty("S2Grid");
}
