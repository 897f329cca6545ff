using System.Text.Json;

namespace S2Grid.Cli.Clusters;

/// <summary>The clusters that a user has named, in <c>s2grid/clusters.json</c> under $XDG_CONFIG_HOME or ~/.config.</summary>
/// <param name="Current">The cluster that commands go to when nothing else is said; null for an embedded grid.</param>
/// <param name="Clusters">The clusters by name.</param>
internal sealed record ClusterContexts(string? Current, SortedDictionary<string, ClusterContext> Clusters)
{
    private const string FolderVariable = "XDG_CONFIG_HOME";
    private const string FolderInHome = ".config";

    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true };

    /// <summary>Reads the file; one that does not exist holds nothing.</summary>
    /// <exception cref="UsageException">It cannot be read; the message says why.</exception>
    public static ClusterContexts Read(CliEnvironment environment) =>
        UserPaths.Find(environment.Variable, FolderVariable, FolderInHome) is { } folder && FileIn(folder) is var file && File.Exists(file)
            ? Read(file) : new ClusterContexts(null, []);

    /// <summary>Replaces the file, for its owner only; whoever else does meanwhile waits.</summary>
    /// <param name="environment">Whose file.</param>
    /// <param name="change">What becomes of it.</param>
    /// <exception cref="UsageException">It cannot be read.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Change(CliEnvironment environment, Func<ClusterContexts, ClusterContexts> change)
    {
        string file = FileIn(UserPaths.Get(environment.Variable, FolderVariable, FolderInHome, "--cluster HOST:PORT with each command"));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        FileLock.Change(
            file, () => AtomicFile.Write(file, JsonSerializer.Serialize(change(Read(environment)), Json), AtomicFile.OwnerOnly));
    }

    /// <summary>The cluster with that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public ClusterContext Find(string name, string? after = null)
    {
        if (Clusters.TryGetValue(name, out ClusterContext? found))
            return found;

        const string hint = "write HOST:PORT, or name one with 's2grid cluster add'";
        throw new UsageException(Clusters.Count == 0
            ? new UsageError($"unknown cluster '{name}'; {hint}", name, after)
            : UsageError.Unknown("cluster", name, Clusters.Keys, after));
    }

    private static ClusterContexts Read(string file)
    {
        try
        {
            (string? current, SortedDictionary<string, ClusterContext>? clusters) =
                JsonSerializer.Deserialize<ClusterContexts>(File.ReadAllText(file), Json) ?? throw new JsonException("it is empty");
            string? faulty = clusters?.FirstOrDefault(one => one.Value?.Gateways is not { Count: > 0 } all || all.Contains(null!)).Key;
            return faulty is null
                ? new ClusterContexts(current, clusters ?? []) : throw new JsonException($"the cluster '{faulty}' has no gateway");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the list of clusters {file} cannot be read: {e.Message}", e);
        }
    }

    private static string FileIn(string folder) => Path.Combine(folder, "s2grid", "clusters.json");
}
