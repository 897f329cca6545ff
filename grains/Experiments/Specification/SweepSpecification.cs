using System.Security.Cryptography;
using System.Text;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Specification;

/// <summary>A sweep as it was written, checked, with every value in its one form. Runs are numbered by its plan.</summary>
/// <remarks>Two specifications are equal if they have the same <see cref="CanonicalText"/>.</remarks>
public sealed record SweepSpecification : RunSet
{
    /// <summary>The most runs of a sweep.</summary>
    public const long MaxRuns = 1_000_000_000;

    /// <summary>The most repeats of a configuration.</summary>
    public const int MaxRepeats = 1_000_000_000;

    /// <summary>The most characters of a line that says what differs.</summary>
    private const int MaxDifference = 1000;

    /// <summary>The sweep's name: letters, digits, dots, dashes and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>What the sweep is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Which run another is compared with: the one that has these values, one for each axis named, and is else the same.</summary>
    public AxisPattern Baseline { get; init; } = AxisPattern.Of("strategy", "baseline");

    /// <summary>Strategies of the file's own: for each name the text that the axis <c>strategy</c> has for it.</summary>
    public IReadOnlyDictionary<string, string> Strategies { get; init; } = new Dictionary<string, string>();

    /// <summary>The cost models that predict times.</summary>
    public IReadOnlyList<CostModel> CostModels { get; init; } = [];

    /// <summary>The cost models' files that were read beside the sweep file, with their texts.</summary>
    internal IReadOnlyList<(string Path, string Text)> ModelFiles { get; init; } = [];

    /// <summary>The series of published figures to print beside ours; null for none.</summary>
    public string? Published { get; init; }

    /// <summary>What figures of an enable are of, <see cref="Scope.SplitCall"/> or <see cref="Scope.Ioctl"/>; null for what the published
    /// figures are of, and the split call where there are none.</summary>
    public Scope? Scope { get; init; }

    /// <summary>Free words kept with the sweep.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether any run has a value of an axis that does not go without saying.</summary>
    internal bool Sets(Setting axis) => Include.Select(pattern => pattern.Values[axis.Index])
        .Prepend(AxisValues[axis.Index]).Any(values => values?.Any(value => !axis.IsImplied(value)) == true);

    /// <summary>Everything that decides which runs there are and how they are presented, a line each: equal for equal sweeps.</summary>
    public string CanonicalText => string.Join('\n', CanonicalLines);

    /// <summary>A short fingerprint of <see cref="CanonicalText"/>: 16 hexadecimal digits of its SHA-256.</summary>
    public string SpecificationHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText)).AsSpan(0, 8));

    private IEnumerable<string> CanonicalLines =>
        Axes.All.Where(axis => !IsImplied(axis)).Select(axis => $"axes.{axis.Name}: {string.Join(", ", AxisValues[axis.Index])}")
            .Concat(Zip.Select(group => $"zip: {string.Join(", ", group.Select(i => Axes.All[i].Name))}"))
            .Concat(Include.Select(pattern => $"include: {pattern}"))
            .Concat(Exclude.Select(pattern => $"exclude: {pattern}"))
            .Append(string.Create(CultureInfo.InvariantCulture, $"repeats: {Repeats}"))
            .Append($"baseline: {Baseline}")
            .Append($"cost-models: {string.Join(", ", CostModels.Select(model => model.Identity))}")
            .Append($"backend: {Backends.Setting.Of(Backend)}")
            .Append($"published: {Published ?? "none"}")
            .Concat(Scope is { } scope ? [$"scope: {scope.Word()}"] : [])
            .Concat(Kvm?.All.Select(setting => $"kvm.{setting.Name}: {setting.Value}") ?? []);

    /// <summary>Reads and checks a sweep file, and replaces what a command line says.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="fileName">Its name; a sweep without a name of its own is called after it.</param>
    /// <param name="sets">Axis names and comma-separated values that replace those of the file.</param>
    /// <param name="repeats">The number of repeats; null leaves the file's.</param>
    /// <param name="readFile">Reads a cost model's file that the sweep file names; null where there is none.</param>
    public static SpecificationResult Parse(
        string yaml, string fileName, IEnumerable<(string Axis, string Values)>? sets = null, int? repeats = null,
        Func<string, string?>? readFile = null)
    {
        SpecificationResult result = new SpecificationParser(fileName, readFile).Parse(yaml);
        return result.Specification is { } read && (repeats is not null || sets?.Any() == true)
            ? read.WithOverrides(sets ?? [], repeats) : result;
    }

    /// <summary>A sweep file's text with the texts of the cost models that it names by their files, to be sent where those are
    /// not.</summary>
    public string WithModels(string yaml) => CostModelsSection.Join(yaml, ModelFiles);

    /// <summary>A value of an axis as it was written, with a strategy of the file's own in place of its name.</summary>
    public string Resolve(Setting axis, string text) => Resolve(Strategies, axis, text);

    internal static string Resolve(IReadOnlyDictionary<string, string> strategies, Setting axis, string text) =>
        axis == Axes.Strategy && strategies.TryGetValue(text.Trim(), out string? own) ? own : text;

    /// <summary>The steps whose counters stand for a run of a scenario.</summary>
    public CountedSteps Counted(Scenario scenario) => CountedSteps.Of(
        scenario, Scope ?? (Published is null ? S2Grid.Runs.Scope.SplitCall : PublishedFigures.ScopeOf(Published)));

    /// <summary>What differs between two sweeps, a line for people each; empty if they are the same runs in the same order: what is
    /// excluded twice, or in another order, is no difference.</summary>
    public static IReadOnlyList<string> DifferencesBetween(SweepSpecification before, SweepSpecification after)
    {
        (string[] old, string[] now) = (Lines(before), Lines(after));
        string[] differences = [.. Marked("-", old.Except(now)), .. Marked("+", now.Except(old))];
        return differences.Length > 0 || old.SequenceEqual(now)
            ? differences : [.. Marked("-", old.Where(IsOrdered)), .. Marked("+", now.Where(IsOrdered))];

        static string[] Lines(SweepSpecification sweep) =>
            [.. sweep.CanonicalLines.GroupBy(IsExclusion).SelectMany(part => part.Key ? part.Distinct().Order() : part.AsEnumerable())];
        static bool IsExclusion(string line) => line.StartsWith("exclude: ", StringComparison.Ordinal);
        static bool IsOrdered(string line) => line.Split(':')[0] is "include" or "zip";
        static IEnumerable<string> Marked(string sign, IEnumerable<string> lines) => lines.Select(line => $"{sign} {Shorten(line)}");
    }

    /// <summary>The same sweep with other values for some axes or another number of repeats, checked anew.</summary>
    /// <param name="sets">Axis names and comma-separated values, as in <c>--set memory=1G,2G</c>.</param>
    /// <param name="repeats">The number of repeats; null leaves it.</param>
    public SpecificationResult WithOverrides(IEnumerable<(string Axis, string Values)> sets, int? repeats) =>
        SpecificationOverrides.Apply(this, sets, repeats);

    /// <inheritdoc/>
    public bool Equals(SweepSpecification? other) => other is not null && CanonicalText == other.CanonicalText;

    /// <inheritdoc/>
    public override int GetHashCode() => CanonicalText.GetHashCode(StringComparison.Ordinal);

    private static string Shorten(string line)
        => line.Length <= MaxDifference ? line : $"{line[..(MaxDifference / 2)]} ... {line[^(MaxDifference / 2)..]}";

    private bool IsImplied(Setting axis) => AxisValues[axis.Index] is [var only] && axis.IsImplied(only);
}
