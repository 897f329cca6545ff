using System.Globalization;
using S2Grid.Mmu;

namespace S2Grid.Experiments.Specification;

/// <summary>What must hold between the values that some axes have in one run.</summary>
/// <param name="Axes">The axes; the first one's value is where an error is shown.</param>
/// <param name="IsBroken">Whether values that <see cref="Measure"/> gave, in the order of the axes, do not go together.</param>
/// <param name="Describe">Says why, for values as they were written.</param>
internal sealed record CombinationRule(string[] Axes, Func<ulong[], bool> IsBroken, Func<string[], string> Describe)
{
    private const ulong StandardPage = 4096;

    /// <summary>Makes a number that the rule can compare of an axis' value.</summary>
    internal Func<string, string, ulong> Measure { get; init; } = StandardMeasure;

    /// <summary>All rules.</summary>
    internal static IReadOnlyList<CombinationRule> All { get; } =
    [
        new(
            ["backing", "granule"],
            values => values is [1, not StandardPage],
            words => $"backing {words[0]} does not exist with a granule of {words[1]}; exclude the pair, or use thp, "
                + "which means the granule's level-2 block"),
        Multiple("memory"),
        Multiple("base-offset"),
        Multiple("dirty"),
        new(
            ["chunk", "granule"],
            values => values[0] != 0 && values[0] < values[1],
            words => $"chunk {words[0]} is smaller than a page of {words[1]}"),
        new(
            ["memory", "base-offset", "ia-bits"],
            values => VmConfiguration.DefaultBase + values[0] + values[1] > 1UL << (int)values[2],
            words => $"memory {words[0]}, which starts {(words[1] == "0" ? "at 1G" : $"{words[1]} above 1G")}, ends beyond {Limit(words[2])}"),
    ];

    /// <summary>A value as a number that rules can compare: bytes, bits, or 1 for a backing of one fixed size.</summary>
    internal static ulong StandardMeasure(string axis, string value) => axis switch
    {
        "backing" => value.StartsWith("hugetlb", StringComparison.Ordinal) ? 1UL : 0,
        "ia-bits" => value == "auto" ? Stage2Geometry.MaxIaBits : ulong.Parse(value, CultureInfo.InvariantCulture),
        "chunk" => SplitChunk.TryParse(value, out SplitChunk chunk) ? chunk.Bytes : 0,
        "dirty" => value.StartsWith("stride=", StringComparison.Ordinal) ? Specification.Axes.Bytes(value["stride=".Length..]) : 0,
        _ => Specification.Axes.Bytes(value),
    };

    private static CombinationRule Multiple(string axis) => new(
        [axis, "granule"], values => values[0] % values[1] != 0, words => $"{axis} {words[0]} is no multiple of a page of {words[1]}");

    private static string Limit(string bits) =>
        bits == "auto" ? $"2^{Stage2Geometry.MaxIaBits}, the largest address size" : $"2^{bits}; use 'ia-bits: auto' or less memory";
}
