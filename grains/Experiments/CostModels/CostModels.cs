using System.Reflection;
using S2Grid.Mmu;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace S2Grid.Experiments;

/// <summary>The cost models that ship with the program: each a YAML file in this folder.</summary>
public static class CostModels
{
    private const string Folder = "CostModels/";

    /// <summary>All models, by name.</summary>
    public static IReadOnlyList<CostModel> All { get; } = [.. Load().OrderBy(model => model.Name, StringComparer.Ordinal)];

    /// <summary>The model with that name, or null.</summary>
    public static CostModel? Find(string name) => All.FirstOrDefault(model => model.Name == name);

    /// <summary>Reads a model.</summary>
    /// <exception cref="FormatException">The file lacks something or names an unknown counter; the message says which.</exception>
    internal static CostModel Read(string yaml)
    {
        ModelFile file = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<ModelFile>(yaml);
        return new CostModel(
            file.Name,
            file.Description,
            file.Costs == "absolute",
            file.Scope switch
            {
                "split-call" => Scope.SplitCall,
                "ioctl" => Scope.Ioctl,
                _ => throw new FormatException($"{file.Name}: scope '{file.Scope}' is neither split-call nor ioctl."),
            },
            file.Machine,
            [.. file.Parameters.Select(p => ReadParameter(file.Name, p))],
            file.Limits);
    }

    private static CostParameter ReadParameter(string model, ParameterFile file)
    {
        CounterField counter = CounterLayout.Find(file.Counter)
            ?? throw new FormatException($"{model}: no counter is called '{file.Counter}'.");
        if (!(file.Low <= file.Mid && file.Mid <= file.High) || file.Low < 0 || file.Source.Length == 0)
        {
            throw new FormatException($"{model}: '{file.Event}' needs 0 <= low <= mid <= high and a source.");
        }

        return new CostParameter(file.Event, counter, file.Level, new Interval(file.Low, file.Mid, file.High), file.Source);
    }

    private static IEnumerable<CostModel> Load()
    {
        Assembly assembly = typeof(CostModels).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return Read(reader.ReadToEnd());
        }
    }

    private sealed class ModelFile
    {
        public string Name { get; set; } = "";

        public string Description { get; set; } = "";

        public string Costs { get; set; } = "";

        public string Scope { get; set; } = "";

        public string Machine { get; set; } = "";

        public string Limits { get; set; } = "";

        public List<ParameterFile> Parameters { get; set; } = [];
    }

    private sealed class ParameterFile
    {
        public string Event { get; set; } = "";

        public string Counter { get; set; } = "";

        public int Level { get; set; }

        public double Low { get; set; }

        public double Mid { get; set; }

        public double High { get; set; }

        public string Source { get; set; } = "";
    }
}
