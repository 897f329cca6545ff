using System.Text.Json;
using S2Grid.Common;

namespace S2Grid.Cli.Clusters;

/// <summary>The clusters that a user has named, in <c>s2grid/clusters.json</c> under $XDG_CONFIG_HOME or ~/.config.</summary>
internal sealed class ClusterContexts
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Names the file of a user's clusters.</summary>
    public ClusterContexts(CliEnvironment environment)
    {
        string? shared = environment.Variable("XDG_CONFIG_HOME");
        string home = environment.Variable("HOME") is { Length: > 0 } own ? own : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string folder = shared is { Length: > 0 } && Path.IsPathRooted(shared) ? shared : Path.Combine(home, ".config");
        FilePath = Path.Combine(folder, "s2grid", "clusters.json");
    }

    /// <summary>The file's path.</summary>
    public string FilePath { get; }

    /// <summary>Reads the file; one that does not exist holds nothing.</summary>
    /// <exception cref="UsageException">It cannot be read; the message says why.</exception>
    public ClusterFile Read()
    {
        try
        {
            return File.Exists(FilePath)
                ? JsonSerializer.Deserialize<ClusterFile>(File.ReadAllText(FilePath), Json) ?? throw new JsonException("it is empty")
                : new ClusterFile(null, []);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the list of clusters {FilePath} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The names of all clusters.</summary>
    public IEnumerable<string> Names() => Read().Clusters.Keys;

    /// <summary>Replaces the file: for its owner only.</summary>
    public void Write(ClusterFile content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        AtomicFile.Write(FilePath, JsonSerializer.Serialize(content, Json), AtomicFile.OwnerOnly);
    }

    /// <summary>The cluster with that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public ClusterContext Find(string name, string? after = null)
    {
        ClusterFile file = Read();
        if (file.Clusters.TryGetValue(name, out ClusterContext? found))
        {
            return found;
        }

        const string hint = "write HOST:PORT, or name one with 's2grid cluster add'";
        throw new UsageException(file.Clusters.Count == 0
            ? new UsageError($"unknown cluster '{name}'; {hint}", name, after)
            : UsageError.Unknown("cluster", name, [.. file.Clusters.Keys], after));
    }
}
