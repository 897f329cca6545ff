using S2Grid.Cli.Tests.Harness;
using S2Grid.Common;
using S2Grid.Contracts.Access;
using S2Grid.Security.Tokens;

namespace S2Grid.Cli.Tests.Pki;

public sealed class TokenCommandTests : IDisposable
{
    private readonly PkiFixture cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Create_PrintsTheTokenAndKeepsItsHashOnly()
    {
        CliResult created = await cli.RunAsync("token create alice --role operator");

        string secret = created.Exits(ExitCode.Done).Out.TrimEnd();
        string file = cli.PathOf("tokens.json");
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([new Token("alice", Role.Operator, TokensFile.Hash(secret))], TokensFile.Read(file));
        Assert.Equal(AtomicFile.OwnerOnly, cli.ModeOf("tokens.json"));
    }

    [Fact]
    public async Task List_ShowsRolesAndEnds()
    {
        await cli.RunAsync("token create alice --role operator");
        await cli.RunAsync("token create board --days 10");
        await cli.RunAsync("token create rack --role agent --days 90");
        cli.Wait(days: 11);

        CliResult table = await cli.RunAsync("token list");
        CliResult json = await cli.RunAsync("token list --format json");

        Snapshot.Matches("token-list", table.Exits(ExitCode.Done).Out + json.Exits(ExitCode.Done).Out);
    }

    [Fact]
    public async Task Revoke_RemovesTheTokenAndNoOther()
    {
        await cli.RunAsync("token create alice");
        await cli.RunAsync("token create bob");

        (await cli.RunAsync("token revoke alice")).Exits(ExitCode.Done);

        Assert.Equal(["bob"], TokensFile.Read(cli.PathOf("tokens.json")).Select(token => token.Name));
    }

    [Fact]
    public async Task CreateAndRevoke_ManyAtOnce_LoseNoneAndBringNoneBack()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(old => DoneAsync($"token create old{old} --role admin")));

        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(number =>
            (Task[])[DoneAsync($"token revoke old{number}"), DoneAsync($"token create new{number}")]));

        Assert.Equal(
            ["new0", "new1", "new2", "new3"], TokensFile.Read(cli.PathOf("tokens.json")).Select(token => token.Name).Order());

        Task DoneAsync(string line) => Task.Run(async () => (await cli.RunAsync(line)).Exits(ExitCode.Done));
    }

    [Fact]
    public async Task Revoke_OfAnUnknownName_SuggestsOne()
    {
        await cli.RunAsync("token create alice");

        CliResult result = await cli.RunAsync("token revoke alise");

        Assert.Contains("Did you mean 'alice'?", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_OfANameThatThereIs_IsRefused()
    {
        await cli.RunAsync("token create alice");

        CliResult result = await cli.RunAsync("token create alice --role admin");

        Assert.Contains("revoke it first", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Equal(Role.Viewer, Assert.Single(TokensFile.Read(cli.PathOf("tokens.json"))).Role);
    }

    [Fact]
    public async Task List_OfABrokenFile_SaysWhatIsWrong()
    {
        await File.WriteAllTextAsync(cli.PathOf("tokens.json"), """{ "tokens": [ { "name": "a", "role": "boss", "sha256": "00" } ] }""",
            TestContext.Current.CancellationToken);

        CliResult result = await cli.RunAsync("token list");

        Assert.Contains("tokens.json is not a valid tokens file", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }
}
