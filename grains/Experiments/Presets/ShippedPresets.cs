using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Presets;

/// <summary>The sweeps that ship with the program.</summary>
public static class ShippedPresets
{
    /// <summary>All presets, by name.</summary>
    public static IReadOnlyList<Preset> All { get; } =
        [.. ShippedFiles.In("Presets").Select(file => Read(file.Name, file.Text)).OrderBy(preset => preset.Name, StringComparer.Ordinal)];

    /// <summary>The preset with that name, or null.</summary>
    public static Preset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    private static Preset Read(string file, string yaml)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, file);
        SweepSpecification specification = result.Specification
            ?? throw new InvalidOperationException($"The preset {file} is broken: {result.Errors[0].Format(file, yaml.Split('\n'))}");
        return new Preset(specification.Name, specification.Description, yaml);
    }
}
