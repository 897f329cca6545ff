using System.Globalization;
using S2Grid.Support;

namespace S2Grid.Lab.Tests;

/// <summary>Where a process and those that it starts keep their temporary files, by which they can be told from all others.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly GuardedFolder guarded = new("scratch");

    /// <summary>The environment of the process.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["TMPDIR"] = Folder };

    /// <summary>Whether nothing is left in it.</summary>
    public bool IsEmpty
        => !Directory.EnumerateFileSystemEntries(Folder)
            .Any(entry => !Path.GetFileName(entry).StartsWith("clr-debug-pipe", StringComparison.Ordinal));

    /// <summary>The processes that have it for their temporary files and still run.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(process =>
                int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && Environment(id).Contains($"TMPDIR={Folder}", StringComparison.Ordinal)),
    ];

    /// <inheritdoc/>
    public void Dispose() => guarded.Dispose();

    private string Folder => guarded.Path;

    private static string Environment(int id)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
