using System.Reflection;

namespace S2Grid.Experiments.Models;

/// <summary>The cost models that ship with the program: each a YAML file in this folder.</summary>
public static class CostModels
{
    private const string Folder = "CostModels/";

    /// <summary>All models, by name.</summary>
    public static IReadOnlyList<CostModel> All { get; } = [.. Load().OrderBy(model => model.Name, StringComparer.Ordinal)];

    /// <summary>The model with that name, or null.</summary>
    public static CostModel? Find(string name) => All.FirstOrDefault(model => model.Name == name);

    /// <summary>Reads a model.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="fileName">The file's name, for errors.</param>
    /// <exception cref="FormatException">The file has faults; the message has all of them with their places.</exception>
    internal static CostModel Read(string yaml, string fileName = "model.yaml") => CostModelReader.Read(yaml, fileName);

    private static IEnumerable<CostModel> Load()
    {
        Assembly assembly = typeof(CostModels).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return Read(reader.ReadToEnd(), name[Folder.Length..]);
        }
    }
}
