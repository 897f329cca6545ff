using S2Grid.Agent.Identity;

namespace S2Grid.Agent.Tests.Harness;

/// <summary>A folder for an agent's state that is gone after the test.</summary>
internal sealed class TemporaryState : IDisposable
{
    public TemporaryState()
    {
        Path = Directory.CreateTempSubdirectory("s2grid-agent-").FullName;
        Folder = new StateFolder(Path);
    }

    public string Path { get; }

    public StateFolder Folder { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
