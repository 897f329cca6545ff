using System.Reflection;
using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Presets;

/// <summary>The sweeps that ship with the program.</summary>
public static class ShippedPresets
{
    private const string Folder = "Presets/";

    /// <summary>All presets, by name.</summary>
    public static IReadOnlyList<Preset> All { get; } = [.. Load().OrderBy(preset => preset.Name, StringComparer.Ordinal)];

    /// <summary>The preset with that name, or null.</summary>
    public static Preset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    private static IEnumerable<Preset> Load()
    {
        Assembly assembly = typeof(ShippedPresets).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            string yaml = reader.ReadToEnd();
            string file = resource[Folder.Length..];
            SpecificationResult result = SweepSpecification.Parse(yaml, file);
            SweepSpecification specification = result.Specification
                ?? throw new InvalidOperationException($"The preset {file} is broken: {result.Errors[0].Format(file, yaml.Split('\n'))}");
            yield return new Preset(specification.Name, specification.Description, yaml);
        }
    }
}
