using System.Numerics;

namespace S2Grid.Experiments.Specification;

/// <summary>What must hold between the values that some axes have in one run.</summary>
/// <param name="Terms">The axes; the first one's value is where an error is shown.</param>
/// <param name="IsBroken">Whether values as the terms measure them, in their order, do not go together.</param>
/// <param name="Describe">Says why, for values as they were written.</param>
internal sealed record CombinationRule(CombinationRule.Term[] Terms, Func<ulong[], bool> IsBroken, Func<string[], string> Describe)
{
    /// <summary>Hosts have pages of 4, 16 or 64 KiB.</summary>
    private const ulong SmallestPage = 4096;

    /// <summary>Whether larger values of a term always break it rather more, or always rather less: then it holds wherever it holds for the
    /// smallest and largest ones.</summary>
    internal bool IsMonotonic { get; private init; }

    private static readonly Term Granule = Term.Of(Axes.Granule, shift => 1UL << shift);
    private static readonly Term Memory = Term.Of(Axes.Memory, bytes => bytes);
    private static readonly Term BaseOffset = Term.Of(Axes.BaseOffset, bytes => bytes);
    private static readonly Term HugePage = Term.Of(Axes.Backing, backing => backing.HugePageBytes);

    /// <summary>The rules of every sweep.</summary>
    private static readonly CombinationRule[] Common =
    [
        Multiple(Memory),
        Multiple(BaseOffset),
        Multiple(Term.Of(Axes.Dirty, pages => pages.Kind == PageSelectionKind.Stride ? pages.Value : 0)),
        new(
            [Term.Of(Axes.Chunk, chunk => chunk.Bytes), Granule],
            values => values[0] != 0 && values[0] < values[1],
            words => $"chunk {words[0]} is smaller than a page of {words[1]}"),
        new(
            [Memory, BaseOffset, Term.Of(Axes.IaBits, bits => (ulong)(bits == 0 ? Stage2Geometry.MaxIaBits : bits))],
            values => VmConfiguration.DefaultBase + values[0] + values[1] > 1UL << (int)values[2],
            words =>
                $"memory {words[0]}, which starts {(words[1] == "0" ? "at 1G" : $"{words[1]} above 1G")}, ends beyond {Limit(words[2])}")
        { IsMonotonic = true },
    ];

    /// <summary>The rules of simulated sweeps.</summary>
    internal static IReadOnlyList<CombinationRule> Simulated { get; } =
    [
        new(
            [HugePage, Granule],
            values => values[0] != 0 && MemoryBacking.Pools(BitOperations.Log2(values[1])).All(pool => pool.HugePageBytes != values[0]),
            words => $"backing {words[0]} does not exist with a granule of {words[1]}, which has "
                + $"{string.Join(", ", MemoryBacking.Pools(Axes.Granule.Read(words[1]).Value).Select(pool => pool.Name))}; "
                + "exclude the pair, or use thp, which means the granule's level-2 block"),
        .. Common,
    ];

    /// <summary>The rules of a sweep that machines measure: what no machine can do is not left to wait for one.</summary>
    internal static IReadOnlyList<CombinationRule> Measured(KvmSettings kvm) =>
    [
        .. Common,
        new(
            [Memory, HugePage],
            values => values[1] != 0 && values[0] % values[1] != 0,
            words => $"memory {words[0]} is not a multiple of a huge page of backing {words[1]}"),
        new(
            [Memory],
            values => values[0] / SmallestPage < (ulong)Math.Max(kvm.Vcpus, kvm.Memslots),
            words => $"memory {words[0]} has less than a page for each of {kvm.Vcpus} vCPUs and {kvm.Memslots} memslots of section kvm"),
        new(
            [Memory, BaseOffset],
            values => VmConfiguration.DefaultBase + values[0] + values[1] > KvmKeys.GuestEnd,
            words => $"memory {words[0]} ends beyond the {ByteSize.Format(KvmKeys.GuestEnd)} that an agent's guest maps, from 1G on")
        { IsMonotonic = true },
        new(
            [Term.Of(Axes.Scenario, scenario => (ulong)scenario)],
            values => kvm.DirtyRing && (kvm.ManualProtect == ManualProtection.Auto
                ? values[0] == (ulong)Scenario.Clear : kvm.ManualProtect != ManualProtection.Off),
            words => "kvm.dirty-ring: dirty rings go without manual protect, which scenario clear needs and kvm.manual-protect asks for; "
                + $"this is scenario {words[0]}"),
    ];

    private static CombinationRule Multiple(Term axis) => new(
        [axis, Granule], values => values[0] % values[1] != 0,
        words => $"{axis.Axis.Name} {words[0]} is not a multiple of a page of {words[1]}");

    private static string Limit(string bits) =>
        bits == "auto" ? $"2^{Stage2Geometry.MaxIaBits}, the largest address size" : $"2^{bits}; use 'ia-bits: auto' or less memory";

    /// <summary>An axis in a rule.</summary>
    /// <param name="Axis">The axis.</param>
    /// <param name="Measure">Makes a number that rules can compare of its values: bytes, or bits.</param>
    internal sealed record Term(Setting Axis, Func<string, ulong> Measure)
    {
        /// <summary>An axis and what a rule compares of its values.</summary>
        internal static Term Of<T>(Setting<T> axis, Func<T, ulong> measure) => new(axis, text => measure(axis.Read(text).Value));
    }
}
