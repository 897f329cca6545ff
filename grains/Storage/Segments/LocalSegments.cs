using Microsoft.Win32.SafeHandles;

namespace S2Grid.Storage.Segments;

/// <summary>Segments that can be read by path until it is disposed of, whatever becomes of their names meanwhile.</summary>
public sealed class LocalSegments : IDisposable
{
    /// <summary>Of more, none is held: a process may have a thousand files open where nobody has set more.</summary>
    private const int MostHeld = 500;

    private readonly List<SafeFileHandle> held = [];
    private readonly string? temporary;

    private LocalSegments(IReadOnlyList<string> names, string? temporary)
    {
        this.temporary = temporary;
        (Names, Paths) = (names, temporary is null && names.Count <= MostHeld ? [.. names.Select(Hold)] : names);
    }

    /// <summary>Where they lie, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>By which they can be read, in the same order.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Segments of which others may take the names away, since joined ones or newer results are in their place: they are held
    /// open, and read through that, unless they are very many. What another machine deletes in a folder of a network may be gone all the
    /// same.</summary>
    /// <param name="names">Where they lie. One that cannot be opened is found out when it is read.</param>
    public static LocalSegments Shared(IReadOnlyList<string> names) => new(names, null);

    /// <summary>Copies that nobody else knows of.</summary>
    /// <param name="names">Where they lie.</param>
    /// <param name="temporary">Their folder, to be deleted afterwards.</param>
    public static LocalSegments Copies(IReadOnlyList<string> names, string temporary) => new(names, temporary);

    /// <summary>Lets go of them, and deletes copies that were made.</summary>
    public void Dispose()
    {
        foreach (SafeFileHandle handle in held)
            handle.Dispose();
        if (temporary is not null && Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
    }

    private string Hold(string name)
    {
        try
        {
            SafeFileHandle handle = File.OpenHandle(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            held.Add(handle);
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}");
            return File.Exists(path) ? path : name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return name;
        }
    }
}
