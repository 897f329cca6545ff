using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using S2Grid.Experiments.Planning;
using S2Grid.Runs;

namespace S2Grid.Experiments.Specification;

/// <summary>A sweep as it was written, checked, with every value in its one form. Runs are numbered by its plan.</summary>
/// <remarks>Two specifications are equal if they have the same <see cref="CanonicalText"/>.</remarks>
public sealed record SweepSpecification : RunSet
{
    /// <summary>The most runs of a sweep.</summary>
    public const long MaxRuns = 1_000_000_000;

    /// <summary>The most repeats of a configuration.</summary>
    public const int MaxRepeats = 1_000_000_000;

    /// <summary>The sweep's name: letters, digits, dots, dashes and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>What the sweep is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Which run another is compared with: the one that has these values, one for each axis named, and is else the same.</summary>
    public AxisPattern Baseline { get; init; } = AxisPattern.Of("strategy", "baseline");

    /// <summary>Names of the cost models that predict times.</summary>
    public IReadOnlyList<string> CostModels { get; init; } = [];

    /// <summary>The series of published figures to print beside ours; null for none.</summary>
    public string? Published { get; init; }

    /// <summary>Free words kept with the sweep.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

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
            .Append($"cost-models: {string.Join(", ", CostModels)}")
            .Append($"backend: {Backends.Setting.Of(Backend)}")
            .Append($"published: {Published ?? "none"}")
            .Concat(Kvm?.All.Select(setting => $"kvm.{setting.Name}: {setting.Value}") ?? []);

    /// <summary>Reads and checks a sweep file.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="fileName">Its name; a sweep without a name of its own is called after it.</param>
    public static SpecificationResult Parse(string yaml, string fileName) => new SpecificationParser(fileName).Parse(yaml);

    /// <summary>What differs between two sweeps, a line for people each; empty if they are equal.</summary>
    public static IReadOnlyList<string> DifferencesBetween(SweepSpecification before, SweepSpecification after)
    {
        string[] old = [.. before.CanonicalLines];
        string[] now = [.. after.CanonicalLines];
        return
        [
            .. old.Except(now).Select(line => $"- {line}"),
            .. now.Except(old).Select(line => $"+ {line}"),
        ];
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

    private bool IsImplied(Setting axis) => AxisValues[axis.Index] is [var only] && axis.IsImplied(only);
}
