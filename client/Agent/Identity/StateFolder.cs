using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Identity;

/// <summary>
/// The folder where an agent keeps what must survive it: its identity, reports that are not delivered, and what is to be put back. Files
/// are for its user alone, and are written aside, flushed and renamed, so that one is there whole or not at all.
/// </summary>
internal sealed class StateFolder
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens a folder; it is made if it is not there.</summary>
    /// <exception cref="AgentException">It cannot be made.</exception>
    internal StateFolder(string path)
    {
        Path = UserPaths.Full(path);
        try
        {
            Directory.CreateDirectory(Path, FolderMode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"{Path}: {exception.Message} Choose another folder with --state.");
        }
    }

    /// <summary>Where an agent keeps its state if it is not told.</summary>
    internal static string Default
    {
        get
        {
            if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } systemd)
                return systemd;

            if (Native.UserId() == 0)
                return "/var/lib/s2grid-agent";

            string states = UserPaths.Get(Environment.GetEnvironmentVariable, "XDG_STATE_HOME", ".local/state", "--state");
            return System.IO.Path.Combine(states, "s2grid-agent");
        }
    }

    /// <summary>The folder.</summary>
    internal string Path { get; }

    /// <summary>The text of a file; null where there is none.</summary>
    internal string? Read(string name) => File.Exists(Of(name)) ? File.ReadAllText(Of(name)).Trim() : null;

    /// <summary>The bytes of a file.</summary>
    internal byte[] ReadBytes(string name) => File.ReadAllBytes(Of(name));

    /// <summary>The names of the files with an extension, by age.</summary>
    internal IEnumerable<string> Names(string extension) =>
        new DirectoryInfo(Path).GetFiles("*" + extension).OrderBy(file => file.LastWriteTimeUtc).Select(file => file.Name);

    /// <summary>Writes a text.</summary>
    internal void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file; once this returns it survives a loss of power.</summary>
    /// <exception cref="IOException">It cannot be written; an older file of that name is untouched.</exception>
    internal void Write(string name, byte[] bytes) => AtomicFile.Write(Of(name), bytes, AtomicFile.OwnerOnly);

    /// <summary>Gives a file another name.</summary>
    internal void Rename(string name, string newName) => File.Move(Of(name), Of(newName), overwrite: true);

    /// <summary>Removes a file, if it is there.</summary>
    internal void Delete(string name) => File.Delete(Of(name));

    /// <summary>Takes the folder for this process alone.</summary>
    /// <returns>What holds it until it is disposed of.</returns>
    /// <exception cref="AgentException">Another process has it.</exception>
    internal IDisposable Lock() => FileLock.TryTake(Of("lock"))
        ?? throw new AgentException($"Another s2grid-agent uses {Path}. Stop it, or give this one a folder of its own with --state.");

    private string Of(string name) => System.IO.Path.Combine(Path, name);
}
