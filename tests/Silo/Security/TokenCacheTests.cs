using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Access;
using S2Grid.Security.Tokens;
using S2Grid.Silo.Tests.Harness;

namespace S2Grid.Silo.Tests.Security;

public sealed class TokenCacheTests : IDisposable
{
    private readonly Credentials credentials = new();
    private readonly LogRecorder recorder = new();
    private readonly ManualClock clock = new();
    private readonly ILoggerFactory factory;

    public TokenCacheTests() => factory = LoggerFactory.Create(logging => logging.AddProvider(recorder));

    public void Dispose()
    {
        factory.Dispose();
        recorder.Dispose();
        credentials.Dispose();
    }

    [Fact]
    public void Find_WhenTheFileBreaks_KeepsTheTokensAndSaysSoOnce()
    {
        TokenCache keeper = Keeper();
        File.WriteAllText(credentials.TokensPath, "{ \"tokens\": [");
        File.SetLastWriteTimeUtc(credentials.TokensPath, DateTime.UtcNow.AddMinutes(1));

        clock.Advance(TimeSpan.FromSeconds(2));
        Token? kept = keeper.Find(credentials.Secret(Role.Admin));
        clock.Advance(TimeSpan.FromSeconds(2));
        keeper.Find(credentials.Secret(Role.Admin));

        Assert.Equal(Role.Admin, kept?.Role);
        Assert.Single(recorder.Lines, line => line.Contains("The tokens stay as they were", StringComparison.Ordinal));
    }

    [Fact]
    public void Find_AfterItsEnd_IsRefused()
    {
        string secret = TokensFile.NewSecret();
        TokensFile.Change(
            credentials.TokensPath, _ => [new Token("a", Role.Viewer, TokensFile.Hash(secret), clock.GetUtcNow().AddDays(1))]);
        TokenCache keeper = Keeper();

        Assert.Equal("a", keeper.Find(secret)?.Name);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Contains("The token 'a' has expired", Assert.Throws<UnauthorizedAccessException>(() => keeper.Find(secret)).Message,
            StringComparison.Ordinal);
    }

    private TokenCache Keeper() => new(credentials.TokensPath, clock, factory.CreateLogger<TokenCache>());
}
