using S2Grid.Contracts.Access;
using S2Grid.Security.Tokens;

namespace S2Grid.Silo.Tests.Security;

public sealed class TokensFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-tokens-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Change_ManyAtOnce_KeepsEachOneAndBringsNoRevokedOneBack()
    {
        string file = Path.Combine(folder.FullName, "tokens.json");
        TokensFile.Change(file, _ => [Named("revoked")]);

        Parallel.For(0, 20, number => TokensFile.Change(
            file,
            tokens => number == 3 ? [.. tokens.Where(token => token.Name != "revoked")] : [.. tokens, Named($"token-{number}")]));

        Assert.Equal(
            Enumerable.Range(0, 20).Where(number => number != 3).Select(number => $"token-{number}").Order(StringComparer.Ordinal),
            TokensFile.Read(file).Select(token => token.Name).Order(StringComparer.Ordinal));
    }

    private static Token Named(string name) => new(name, Role.Admin, TokensFile.Hash(name));
}
