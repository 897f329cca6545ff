using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Models;

/// <summary>The cost models that ship with the program: each a YAML file in this folder.</summary>
public static class CostModels
{
    /// <summary>All models, by name.</summary>
    public static IReadOnlyList<CostModel> All { get; } =
    [
        .. ShippedFiles.In("CostModels").Select(file => CostModelReader.Read(file.Text, file.Name))
            .OrderBy(model => model.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether a model is named by its file.</summary>
    public static bool IsFile(string name) => name.Contains('/', StringComparison.Ordinal)
        || name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal);

    /// <summary>Reads a model's file.</summary>
    /// <returns>The model, or everything that is wrong with the file, with places.</returns>
    public static (CostModel? Model, IReadOnlyList<string> Errors) Read(string yaml, string fileName)
    {
        (CostModel? model, IReadOnlyList<SpecificationError> errors) = CostModelReader.TryRead(yaml, fileName);
        return (model, [.. errors.Select(error => error.Format(fileName, []))]);
    }

    /// <summary>The model with that name, or null.</summary>
    public static CostModel? Find(string name) => All.FirstOrDefault(model => model.Name == name);
}
