using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using S2Grid.Experiments.Yaml;
using static System.FormattableString;

namespace S2Grid.Experiments.Models;

/// <summary>Reads a cost model's file and finds all that is wrong with it.</summary>
internal sealed class CostModelReader
{
    /// <summary>A change's bounds are sought at every corner of the costs' intervals, so their number is bounded.</summary>
    internal const int MaxParameters = 14;

    private static readonly string[] Keys =
    [
        "file", "name", "description", "costs", "scope", "machine", "calibrated-on", "granule", "smallest-chunk", "smallest-memory",
        "largest-memory", "tlbi-repeat", "memslot-change", "limits", "parameters", "joint",
    ];

    private static readonly string[] CalibrationKeys = ["agent", "kernel", "provenance"];
    private static readonly string[] ParameterKeys = ["event", "phase", "counter", "level", "low", "mid", "high", "source"];
    private static readonly string[] JointKeys = ["freedom", "estimates", "covariance"];
    private static readonly string[] CostKeys = ["low", "mid", "high"];
    private static readonly string[] Kinds = ["absolute", "relative"];

    private const int MaxRepeat = 16;

    private readonly ErrorList errors;
    private int tlbiRepeat = 1;

    private CostModelReader(ErrorList errors) => this.errors = errors;

    /// <summary>Reads a model.</summary>
    /// <exception cref="FormatException">The file has faults; the message has all of them with their places.</exception>
    internal static CostModel Read(string yaml, string fileName = "model.yaml")
    {
        (CostModel? model, IReadOnlyList<SpecificationError> errors) = TryRead(yaml, fileName);
        return model ?? throw new FormatException(string.Join('\n', errors.Select(error => error.Format(fileName, []))));
    }

    /// <summary>Reads a model's file.</summary>
    /// <returns>The model, or everything that is wrong with the file.</returns>
    internal static (CostModel? Model, IReadOnlyList<SpecificationError> Errors) TryRead(string yaml, string fileName)
    {
        var errors = new ErrorList();
        CostModel? model = SpecReader.Read(yaml, errors) is { } root ? Read(root, errors) : null;
        string[] lines = yaml.Split('\n');
        return (errors.Count == 0 ? model : null, [.. errors.InOrder().Select(error => error with { Source = (fileName, lines) })]);
    }

    /// <summary>Reads a model that stands in a file; what is wrong with it goes to the errors.</summary>
    internal static CostModel? Read(SpecNode root, ErrorList errors)
    {
        var reader = new CostModelReader(errors);
        return root is SpecMap file ? reader.Read(file)
            : reader.Fail<CostModel>(root, "A cost model is a mapping with name, costs, scope, machine and parameters.");
    }

    private CostModel Read(SpecMap file)
    {
        CheckKeys(file, Keys);
        tlbiRepeat = Repeat(file);
        var model = new CostModel(
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
            SmallestMemory = Size(file, "smallest-memory"),
            LargestMemory = Size(file, "largest-memory"),
            TlbiRepeat = tlbiRepeat,
            MemslotChange = file["memslot-change"] is { } change ? ReadCost(change) : default,
            CalibratedOn = file["calibrated-on"] is { } key ? ReadCalibration(key) : null,
        };
        return file["joint"] is { } joint ? model with { Joint = ReadJoint(joint, model) } : model;
    }

    private JointCosts? ReadJoint(SpecNode node, CostModel model)
    {
        if (node is not SpecMap file)
            return Fail<JointCosts>(node, "'joint' is a mapping with freedom, estimates and covariance.");

        CheckKeys(file, JointKeys);
        if (!int.TryParse(file["freedom"]?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int freedom) || freedom < 1)
            Fail<JointCosts>(file["freedom"] ?? file, "'freedom' is a whole number of at least 1: of steps less costs.");

        double[] estimates = [.. SpecNode.ItemsOf(file["estimates"]).Select(AnyNumber)];
        double[][] rows = [.. SpecNode.ItemsOf(file["covariance"]).Select(row => SpecNode.ItemsOf(row).Select(AnyNumber).ToArray())];
        bool isTriangle = rows.Length == model.CostCount && rows.Index().All(row => row.Item.Length == row.Index + 1);
        return !model.IsAbsolute ? Fail<JointCosts>(node, "Only costs in nanoseconds have a 'joint'.")
            : estimates.Length != model.CostCount || !estimates.All(double.IsFinite) ? Fail<JointCosts>(file["estimates"] ?? file,
                Invariant($"'estimates' has a number for each of {model.CostCount} costs; that of the change of the memslot is the last."))
            : !isTriangle ? Fail<JointCosts>(file["covariance"] ?? file,
                Invariant($"'covariance' has a row for each of {model.CostCount} costs, as far as the diagonal; the change of the memslot ")
                    + "is the last.")
            : !JointCosts.IsCovariance(rows) ? Fail<JointCosts>(file["covariance"]!,
                "'covariance' is of no costs: some sum of them would have a variance that is not above zero.")
            : new JointCosts(estimates, rows, Math.Max(1, freedom));
    }

    private static double AnyNumber(SpecNode node) => node is SpecScalar scalar
        && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value : double.NaN;

    private Interval ReadCost(SpecNode node)
    {
        if (node is not SpecMap file)
        {
            Fail<string>(node, "'memslot-change' is a mapping with low, mid and high, in nanoseconds.");
            return default;
        }

        CheckKeys(file, CostKeys);
        return Cost(file);
    }

    private CalibratedOn? ReadCalibration(SpecNode node)
    {
        if (node is not SpecMap key)
            return Fail<CalibratedOn>(node, "'calibrated-on' is a mapping with agent, kernel and provenance.");

        CheckKeys(key, CalibrationKeys);
        string provenance = Word(key, "provenance", CalibratedOn.Provenances.Select(Words.Word));
        return new CalibratedOn(Text(key, "agent"), Text(key, "kernel"), Words.Find<Provenance>(provenance) ?? default);
    }

    private Scope[] ReadScopes(SpecMap file)
    {
        IReadOnlyList<SpecNode> scopes = SpecNode.ItemsOf(file["scope"]);
        if (scopes.Count == 0)
            Fail<string>(file, "'scope' is missing: split-call, ioctl or guest, or a list of them.");

        return [.. scopes.Select(scope => Words.Find<Scope>(Word("scope", scope, Words.All<Scope>())) ?? default)];
    }

    private CostParameter[] ReadParameters(SpecMap file)
    {
        if (file["parameters"] is not SpecList { Items: { Count: > 0 and <= MaxParameters } items })
        {
            Fail<string>(file["parameters"] ?? file,
                string.Create(CultureInfo.InvariantCulture, $"'parameters' is a list of 1 to {MaxParameters} costs."));
            return [];
        }

        return [.. items.Select(ReadParameter).OfType<CostParameter>()];
    }

    private CostParameter? ReadParameter(SpecNode node)
    {
        if (node is not SpecMap file)
            return Fail<CostParameter>(node, "A parameter is a mapping with event, phase, counter, low, mid, high and source.");

        CheckKeys(file, ParameterKeys);
        string phase = Word(file, "phase", Words.All<CostPhase>());
        string name = Word(file, "counter", DerivedCounter.Names);
        int level = (int)Number(file, "level", 0);
        Interval cost = Cost(file);
        (string @event, string source) = (Text(file, "event"), Text(file, "source"));
        if (DerivedCounter.Find(name) is not { } counter)
            return null;

        return level < counter.Width
            ? new CostParameter(@event, Words.Find<CostPhase>(phase) ?? default, counter, level, cost, source)
            {
                Repeat = DerivedCounter.BroadcastNames.Contains(name) ? tlbiRepeat : 1,
            }
            : Fail<CostParameter>(file["level"]!,
                $"The counter {counter.Name} has no level {level.ToString(CultureInfo.InvariantCulture)}.");
    }

    private Interval Cost(SpecMap file)
    {
        var cost = new Interval(Number(file, "low"), Number(file, "mid"), Number(file, "high"));
        if (!(cost.Low <= cost.Mid && cost.Mid <= cost.High))
            Fail<string>(file["low"] ?? file, "A cost needs 0 <= low <= mid <= high.");

        return cost;
    }

    private void CheckKeys(SpecMap map, string[] known) =>
        errors.AddUnknownKeys(map, known, key => $"A cost model has no '{key}' here.");

    private string Text(SpecMap map, string key) => map[key] is SpecScalar { Value: { Length: > 0 } text }
        ? text
        : Fail<string>(map[key] ?? map, $"'{key}' is missing or not a text.") ?? "";

    private string Word(SpecMap map, string key, IEnumerable<string> known) => map[key] is { } node
        ? Word(key, node, known)
        : Fail<string>(map, $"'{key}' is missing.") ?? "";

    private string Word(string key, SpecNode node, IEnumerable<string> known)
    {
        if (!known.Contains(node.Text))
        {
            string message = $"'{key}' cannot be '{SpecNode.Shorten(node.Text)}'; it is one of {string.Join(", ", known)}.";
            errors.AddUnknown(node, node.Text, message, known);
        }

        return node.Text;
    }

    private double Number(SpecMap map, string key, double? fallback = null) => map[key] switch
    {
        null when fallback is { } value => value,
        SpecScalar scalar when double.TryParse(scalar.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            => value,
        var other => Fail<string>(other ?? map, $"'{key}' is missing or not a number of at least 0.") is null ? 0 : 0,
    };

    private int Repeat(SpecMap map)
    {
        if (map["tlbi-repeat"] is not { } node)
            return 1;

        if (int.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int times) && times is >= 1 and <= MaxRepeat)
            return times;

        Fail<string>(node, Invariant($"'tlbi-repeat' says how often each broadcast is done: a whole number from 1 to {MaxRepeat}."));
        return 1;
    }

    private ulong Size(SpecMap map, string key)
    {
        ulong bytes = 0;
        if (map[key] is { } node && !ByteSize.TryParse(node.Text, out bytes))
            Fail<string>(node, $"'{key}' is not a valid size, such as 4K or 1G.");

        return bytes;
    }

    private T? Fail<T>(SpecNode node, string message)
        where T : class
    {
        errors.Add(node.Error(message, node.Text));
        return null;
    }
}
