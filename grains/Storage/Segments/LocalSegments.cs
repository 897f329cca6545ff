namespace S2Grid.Storage.Segments;

/// <summary>Segments that can be read by path.</summary>
/// <param name="paths">Where they lie.</param>
/// <param name="temporary">A folder of copies to delete afterwards, or null.</param>
public sealed class LocalSegments(IReadOnlyList<string> paths, string? temporary = null) : IDisposable
{
    /// <summary>Where they lie, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>Deletes copies that were made.</summary>
    public void Dispose()
    {
        if (temporary is not null && Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
    }
}
