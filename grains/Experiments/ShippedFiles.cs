using System.Reflection;

namespace S2Grid.Experiments;

/// <summary>The files that ship within the program.</summary>
internal static class ShippedFiles
{
    /// <summary>The files of a folder with their names, by name.</summary>
    internal static IEnumerable<(string Name, string Text)> In(string folder)
    {
        Assembly assembly = typeof(ShippedFiles).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[(folder.Length + 1)..], reader.ReadToEnd());
        }
    }
}
