using System.Globalization;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using S2Grid.Experiments.Yaml;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Models;

/// <summary>Reads a cost model's file and finds all that is wrong with it.</summary>
internal sealed class CostModelReader
{
    /// <summary>A change's bounds are sought at every corner of the costs' intervals, so their number is bounded.</summary>
    internal const int MostParameters = 14;

    private static readonly string[] Keys =
        ["name", "description", "costs", "scope", "machine", "granule", "smallest-chunk", "limits", "parameters"];

    private static readonly string[] ParameterKeys = ["event", "phase", "counter", "level", "low", "mid", "high", "source"];
    private static readonly string[] Kinds = ["absolute", "relative"];

    private readonly ErrorList errors = new();

    /// <summary>Reads a model.</summary>
    /// <exception cref="FormatException">The file has faults; the message has all of them with their places.</exception>
    internal static CostModel Read(string yaml, string fileName)
    {
        var reader = new CostModelReader();
        CostModel? model = SpecReader.Read(yaml, reader.errors) switch
        {
            SpecMap file => reader.Read(file),
            null => null,
            var other => reader.Fail<CostModel>(other, "A cost model is a mapping with name, costs, scope, machine and parameters."),
        };
        if (reader.errors.Count == 0 && model is not null)
        {
            return model;
        }

        string[] lines = yaml.Split('\n');
        throw new FormatException(string.Join('\n', reader.errors.InOrder().Select(error => error.Format(fileName, lines))));
    }

    private CostModel Read(SpecMap file)
    {
        CheckKeys(file, Keys);
        return new CostModel(
            Text(file, "name"),
            Text(file, "description"),
            Word(file, "costs", Kinds) == "absolute",
            ReadScopes(file),
            Text(file, "machine"),
            ReadParameters(file),
            Text(file, "limits"))
        {
            Granule = Size(file, "granule"),
            SmallestChunk = Size(file, "smallest-chunk"),
        };
    }

    private Scope[] ReadScopes(SpecMap file)
    {
        SpecNode[] scopes = file["scope"] switch
        {
            SpecList list => [.. list.Items],
            { } one => [one],
            null => [],
        };
        if (scopes.Length == 0)
        {
            Fail<string>(file, "'scope' is missing: split-call, ioctl or guest, or a list of them.");
        }

        return [.. scopes.Select(scope => Words.Find<Scope>(Word("scope", scope, Words.All<Scope>())) ?? default)];
    }

    private CostParameter[] ReadParameters(SpecMap file)
    {
        if (file["parameters"] is not SpecList { Items: { Count: > 0 and <= MostParameters } items })
        {
            Fail<string>(file["parameters"] ?? file, string.Create(CultureInfo.InvariantCulture, $"'parameters' is a list of 1 to {MostParameters} costs."));
            return [];
        }

        return [.. items.Select(ReadParameter).OfType<CostParameter>()];
    }

    private CostParameter? ReadParameter(SpecNode node)
    {
        if (node is not SpecMap file)
        {
            return Fail<CostParameter>(node, "A parameter is a mapping with event, phase, counter, low, mid, high and source.");
        }

        CheckKeys(file, ParameterKeys);
        string phase = Word(file, "phase", Words.All<CostPhase>());
        string name = Word(file, "counter", CounterLayout.Fields.Select(field => field.Name), "no counter is called '{0}'");
        int level = (int)Number(file, "level", 0);
        var cost = new Interval(Number(file, "low"), Number(file, "mid"), Number(file, "high"));
        if (!(cost.Low <= cost.Mid && cost.Mid <= cost.High))
        {
            Fail<string>(file["low"] ?? file, "A cost needs 0 <= low <= mid <= high.");
        }

        (string @event, string source) = (Text(file, "event"), Text(file, "source"));
        if (CounterLayout.Find(name) is not { } counter)
        {
            return null;
        }

        return level < counter.Width
            ? new CostParameter(@event, Words.Find<CostPhase>(phase) ?? default, counter, level, cost, source)
            : Fail<CostParameter>(file["level"]!, $"The counter {counter.Name} has no level {level.ToString(CultureInfo.InvariantCulture)}.");
    }

    private void CheckKeys(SpecMap map, string[] known)
    {
        foreach ((SpecScalar key, _) in map.Entries.Where(entry => !known.Contains(entry.Key.Value)))
        {
            errors.AddUnknown(key, key.Value, $"A cost model has no '{key.Value}' here.", known);
        }
    }

    private string Text(SpecMap map, string key) => map[key] is SpecScalar { Value: { Length: > 0 } text }
        ? text
        : Fail<string>(map[key] ?? map, $"'{key}' is missing or no text.") ?? "";

    private string Word(SpecMap map, string key, IEnumerable<string> known, string? unknown = null) => map[key] is { } node
        ? Word(key, node, known, unknown)
        : Fail<string>(map, $"'{key}' is missing.") ?? "";

    private string Word(string key, SpecNode node, IEnumerable<string> known, string? unknown = null)
    {
        string word = (node as SpecScalar)?.Value ?? "";
        if (!known.Contains(word))
        {
            string message = unknown is null
                ? $"'{key}' cannot be '{word}'; it is one of {string.Join(", ", known)}."
                : string.Format(CultureInfo.InvariantCulture, unknown, word) + '.';
            errors.AddUnknown(node, word, message, known);
        }

        return word;
    }

    private double Number(SpecMap map, string key, double? fallback = null) => map[key] switch
    {
        null when fallback is { } value => value,
        SpecScalar scalar when double.TryParse(scalar.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            => value,
        var other => Fail<string>(other ?? map, $"'{key}' is missing or no number of at least 0.") is null ? 0 : 0,
    };

    private ulong Size(SpecMap map, string key)
    {
        if (map[key] is not { } node)
        {
            return 0;
        }

        try
        {
            return ByteSize.Parse((node as SpecScalar)?.Value ?? "");
        }
        catch (FormatException)
        {
            Fail<string>(node, $"'{key}' is no size such as 4K or 1G.");
            return 0;
        }
    }

    private T? Fail<T>(SpecNode node, string message)
        where T : class
    {
        errors.Add(node.Error(message, (node as SpecScalar)?.Value ?? "", null));
        return null;
    }
}
