using System.Globalization;

namespace S2Grid.Lab.Tests;

/// <summary>Where a process and those that it starts keep their temporary files, by which they can be told from all others.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("s2grid-scratch-").FullName;

    /// <summary>The environment of the process.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["TMPDIR"] = folder };

    /// <summary>Whether nothing is left in it.</summary>
    public bool IsEmpty
        => !Directory.EnumerateFileSystemEntries(folder)
            .Any(entry => !Path.GetFileName(entry).StartsWith("clr-debug-pipe", StringComparison.Ordinal));

    /// <summary>The processes that have it for their temporary files and still run.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(process =>
                int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && Environment(id).Contains($"TMPDIR={folder}", StringComparison.Ordinal)),
    ];

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

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
