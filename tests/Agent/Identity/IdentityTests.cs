using S2Grid.Agent.Identity;
using S2Grid.Agent.Tests.Harness;

namespace S2Grid.Agent.Tests.Identity;

/// <summary>What an agent keeps.</summary>
public sealed class IdentityTests : IDisposable
{
    private const UnixFileMode ForItsUser = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryState state = new();

    public void Dispose() => state.Dispose();

    [Fact]
    public void Key_OpenedAgain_IsTheSameAndForItsUserAlone()
    {
        using var first = AgentKey.Open(state.Folder);
        using var second = AgentKey.Open(state.Folder);

        Assert.Equal(first.Public, second.Public);
        Assert.Equal(64, first.Sign("text").Length);
        Assert.Equal(ForItsUser, File.GetUnixFileMode(Path.Combine(state.Path, "key.pem")));
    }

    [Fact]
    public void Key_Spoiled_SaysWhatToDo()
    {
        state.Folder.Write("key.pem", "nothing");

        Assert.Contains("register again", Assert.Throws<AgentException>(() => AgentKey.Open(state.Folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Identity_Written_IsReadAndForItsUserAlone()
    {
        var identity = new AgentIdentity { AgentId = "1", Credential = "secret", Name = "lab", Silos = ["https://a:1"], Ephemeral = true };
        identity.Write(state.Folder);

        Assert.Equal(identity with { Silos = [] }, AgentIdentity.Read(state.Folder)! with { Silos = [] });
        Assert.Equal(ForItsUser, File.GetUnixFileMode(Path.Combine(state.Path, "identity.json")));
        state.Folder.Write("identity.json", "{");
        Assert.Throws<AgentException>(() => AgentIdentity.Read(state.Folder));
    }

    [Fact]
    public void Lock_HeldAlready_IsRefusedUntilItIsFree()
    {
        using (state.Folder.Lock())
            Assert.Contains("--state", Assert.Throws<AgentException>(state.Folder.Lock).Message, StringComparison.Ordinal);

        state.Folder.Lock().Dispose();
    }
}
