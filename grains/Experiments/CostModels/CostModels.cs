using System.Globalization;
using System.Reflection;
using S2Grid.Mmu;

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
        var errors = new ErrorList();
        if (SpecReader.Read(yaml, errors) is not SpecMap file || errors.Count > 0)
        {
            throw new FormatException($"A cost model cannot be read: {errors.InOrder()[0].Message}");
        }

        string name = Text(file, "name");
        return new CostModel(
            name,
            Text(file, "description"),
            Text(file, "costs") switch
            {
                "absolute" => true,
                "relative" => false,
                var other => throw new FormatException($"{name}: costs '{other}' are neither absolute nor relative."),
            },
            Text(file, "scope") switch
            {
                "split-call" => Scope.SplitCall,
                "ioctl" => Scope.Ioctl,
                var other => throw new FormatException($"{name}: scope '{other}' is neither split-call nor ioctl."),
            },
            Text(file, "machine"),
            [.. (file["parameters"] as SpecList)?.Items.OfType<SpecMap>().Select(parameter => ReadParameter(name, parameter)) ?? []],
            Text(file, "limits"))
        {
            Granule = Size(file, "granule"),
            SmallestChunk = Size(file, "smallest-chunk"),
        };
    }

    private static CostParameter ReadParameter(string model, SpecMap file)
    {
        CounterField counter = CounterLayout.Find(Text(file, "counter"))
            ?? throw new FormatException($"{model}: no counter is called '{Text(file, "counter")}'.");
        int level = (int)Number(file, "level");
        var cost = new Interval(Number(file, "low"), Number(file, "mid"), Number(file, "high"));
        string source = Text(file, "source");
        return cost.Low >= 0 && cost.Low <= cost.Mid && cost.Mid <= cost.High && source.Length > 0 && level < counter.Width
            ? new CostParameter(Text(file, "event"), counter, level, cost, source)
            : throw new FormatException(
                $"{model}: '{Text(file, "event")}' needs 0 <= low <= mid <= high, a level that its counter has, and a source.");
    }

    private static string Text(SpecMap map, string key) => (map[key] as SpecScalar)?.Value ?? "";

    private static ulong Size(SpecMap map, string key) => map[key] is null ? 0 : Axes.Bytes(Text(map, key));

    private static double Number(SpecMap map, string key) =>
        map[key] is null ? 0 : double.Parse(Text(map, key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static IEnumerable<CostModel> Load()
    {
        Assembly assembly = typeof(CostModels).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return Read(reader.ReadToEnd());
        }
    }
}
