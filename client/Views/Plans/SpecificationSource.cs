using S2Grid.Experiments.Yaml;

namespace S2Grid.Views.Plans;

/// <summary>A specification's text and where it came from.</summary>
/// <param name="FileName">The file as the user named it, or the preset's name.</param>
/// <param name="Text">The YAML.</param>
/// <param name="Folder">Where files that it names are sought; null for a preset, which names none.</param>
public sealed record SpecificationSource(string FileName, string Text, string? Folder = null)
{
    private const long MaxFileBytes = 64L << 20;

    /// <summary>Finds a preset or reads a file. A file wins over a preset of the same name only if it is written as a path.</summary>
    /// <exception cref="UsageException">There is neither.</exception>
    public static SpecificationSource Find(CliEnvironment environment, string nameOrFile)
    {
        if (ShippedPresets.Find(nameOrFile) is { } preset)
            return new SpecificationSource($"{preset.Name}.yaml", preset.Yaml);

        string path = environment.FullPath(nameOrFile);
        if (Directory.Exists(path))
            throw new UsageException(new UsageError($"'{nameOrFile}' is a folder; name a sweep file in it", nameOrFile));

        if (!File.Exists(path))
        {
            string[] presets = [.. ShippedPresets.All.Select(known => known.Name)];
            throw new UsageException(UsageError.Unknown("file or preset", nameOrFile, presets));
        }

        if (new FileInfo(path).Length > MaxFileBytes)
        {
            string max = HumanSize.Describe(MaxFileBytes);
            throw new UsageException(new UsageError($"'{nameOrFile}' is larger than {max}; that is not a sweep file", nameOrFile));
        }

        return new SpecificationSource(nameOrFile, File.ReadAllText(path), Path.GetDirectoryName(path));
    }

    /// <summary>Reads the specification and replaces what the command line says.</summary>
    /// <exception cref="UsageException">Something is wrong with either; carries everything.</exception>
    public SweepSpecification Read(IReadOnlyList<AxisOverride> sets, int? repeats)
    {
        SpecificationResult result = SweepSpecification.Parse(Text, FileName, sets.Select(set => (set.Axis, set.Values)), repeats,
            ReadFile);
        string[] lines = Text.Split('\n');
        return result.Specification ?? throw new UsageException([.. result.Errors.Select(Describe)]);

        UsageError Describe(SpecificationError error) => result.IsOverridden
            ? new(error.Message.TrimEnd('.'), error.Text, "--set", error.Suggestion)
            : new(error.Format(FileName, lines)) { Place = error.Line > 0 ? (error.Line, error.Column) : null };
    }

    /// <summary>Reads a file that stands beside this one; null where there is none that could be meant.</summary>
    private string? ReadFile(string name)
    {
        string? path = Folder is null ? null : Path.Combine(Folder, name);
        return File.Exists(path) && new FileInfo(path).Length <= MaxFileBytes ? File.ReadAllText(path) : null;
    }
}
