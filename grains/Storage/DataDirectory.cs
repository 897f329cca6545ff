namespace S2Grid.Storage;

/// <summary>
/// Where sweeps are kept: one catalogue and, for each sweep, a folder with its result segments.
/// <code>
/// catalogue.db
/// sweeps/ID/segments/   what is done, one Parquet file a batch
/// sweeps/ID/aside/      segments that are being written
/// sweeps/ID/lock        held by the process that runs the sweep
/// </code>
/// </summary>
public sealed class DataDirectory
{
    /// <summary>Names a directory; it is made when something is written to it.</summary>
    /// <param name="path">Its path, absolute or from the current directory.</param>
    public DataDirectory(string path) => Path = UserPaths.Full(path);

    /// <summary>The directory's absolute path.</summary>
    public string Path { get; }

    internal string CatalogueFile => System.IO.Path.Combine(Path, "catalogue.db");

    /// <summary>
    /// The given directory, else $S2GRID_DATA, else s2grid in $XDG_DATA_HOME, else ~/.local/share/s2grid. An empty variable is as good
    /// as none, and so is, as the XDG specification demands, an $XDG_DATA_HOME that is not absolute.
    /// </summary>
    /// <param name="given">What the caller was told, or null.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="IOException">There is none of them.</exception>
    public static DataDirectory Resolve(string? given, Func<string, string?> variable)
    {
        if (!string.IsNullOrEmpty(given))
            return new DataDirectory(given);
        if (variable("S2GRID_DATA") is { Length: > 0 } own)
            return new DataDirectory(own);
        string shared = UserPaths.Get(variable, "XDG_DATA_HOME", ".local/share", "--data or S2GRID_DATA");
        return new DataDirectory(System.IO.Path.Combine(shared, "s2grid"));
    }

    /// <summary><see cref="Resolve(string?, Func{string, string?})"/> with this process' environment.</summary>
    public static DataDirectory Resolve(string? given) => Resolve(given, Environment.GetEnvironmentVariable);

    /// <summary>Deletes everything that is kept of a sweep outside the catalogue.</summary>
    public void DeleteSweep(string sweepId)
    {
        if (Directory.Exists(SweepFolder(sweepId)))
            Directory.Delete(SweepFolder(sweepId), recursive: true);
    }

    internal string SweepFolder(string sweepId) => System.IO.Path.Combine(Path, "sweeps", sweepId);
}
