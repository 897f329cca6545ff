namespace S2Grid.Web.Tests.Harness;

/// <summary>A silo with its pages that asks for tokens.</summary>
public sealed class LockedSilo : ConsoleSilo
{
    private protected override string? Tokens => Credentials.TokensPath;
}
