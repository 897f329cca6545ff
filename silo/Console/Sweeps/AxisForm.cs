using System.Text.Json;
using S2Grid.Experiments.Models;
using S2Grid.Web.Vm;

namespace S2Grid.Web.Sweeps;

/// <summary>A sweep as the fields of a form have it, and the file that says the same. An axis without a value has its default.</summary>
public sealed class AxisForm
{
    /// <summary>The field of the sweep's name.</summary>
    public const string Name = "name";

    /// <summary>The field of how often each run is done.</summary>
    public const string Repeats = "repeats";

    /// <summary>The field of the cost models.</summary>
    public const string Models = "cost-models";

    private readonly List<(string Field, string Line)> lines = [];
    private readonly IQueryCollection query;

    private AxisForm(IQueryCollection query)
    {
        this.query = query;
        Axes = [.. S2Grid.Runs.Axes.All.OrderByDescending(axis => Array.IndexOf(SweepCut.Important, axis.Name))];
        if (!Axes.Any(axis => ValuesOf(axis.Name).Length > 0))
            return;

        Add(Name, "");
        lines.Add(("", "axes:"));
        foreach (Setting axis in S2Grid.Runs.Axes.All)
            Add(axis.Name, "  ");

        Add(Repeats, "");
        Add(Models, "");
    }

    /// <summary>The axes, the most important first.</summary>
    public IReadOnlyList<Setting> Axes { get; }

    /// <summary>The models that ship.</summary>
    public static IEnumerable<string> KnownModels => CostModels.All.Select(model => model.Name);

    /// <summary>The sweep file; empty where no axis has a value.</summary>
    public string Yaml => string.Concat(lines.Select(line => line.Line + "\n"));

    /// <summary>Reads an address.</summary>
    public static AxisForm Read(IQueryCollection query) => new(query);

    /// <summary>Whether an axis is among those that most sweeps vary.</summary>
    public static bool IsUsual(Setting axis) => SweepCut.Important.Contains(axis.Name);

    /// <summary>The words of an axis that are simulated.</summary>
    public static string[] WordsOf(Setting axis) => [.. LabQuery.WordsOf(axis)];

    /// <summary>The values of a field, as they were chosen or written.</summary>
    public string[] ValuesOf(string field) =>
    [
        .. query[field].OfType<string>()
            .SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(),
    ];

    /// <summary>The values of an axis that are none of its words.</summary>
    public string OthersOf(Setting axis) => string.Join(", ", ValuesOf(axis.Name).Except(WordsOf(axis)));

    /// <summary>Whether what is wrong in a line of the file is in a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="line">The line, from 1.</param>
    public bool IsIn(string field, int line) => line >= 1 && line <= lines.Count && lines[line - 1].Field == field;

    private void Add(string field, string indent)
    {
        string[] values = [.. ValuesOf(field).Select(Quoted)];
        if (values.Length > 0)
            lines.Add((field, $"{indent}{field}: {(values.Length == 1 ? values[0] : $"[{string.Join(", ", values)}]")}"));
    }

    /// <summary>A value as it is where YAML takes it for what it is, else in quotes.</summary>
    private static string Quoted(string value) =>
        char.IsAsciiLetterOrDigit(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || " .%_+-".Contains(c))
            ? value : JsonSerializer.Serialize(value);
}
