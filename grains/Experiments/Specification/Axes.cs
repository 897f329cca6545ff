using System.Globalization;
using S2Grid.Experiments.Models;
using S2Grid.Mmu;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Experiments.Specification;

/// <summary>The axes of a sweep. Their order is that of run numbers: the last axis varies fastest, repeats faster still.</summary>
public static class Axes
{
    /// <summary>The most values of one axis.</summary>
    public const int MostValues = 1000;

    /// <summary>The backing that machines have and the simulator has not.</summary>
    internal const string SharedMemory = "shmem";

    private const ulong LargestMemory = 1UL << 47;
    private const ulong SmallestPage = 4096;

    /// <summary>Shares are kept to this many decimals, so that their text is one and the same everywhere.</summary>
    private const int ShareDecimals = 9;

    /// <summary>All axes in order.</summary>
    public static IReadOnlyList<Axis> All { get; } =
    [
        Words("scenario", "What is done", "enable", ["enable", "clear", "lazy"]),
        new("memory", "Size of the memslot", "a size such as 64M, 1G, 2.5G or 1T, a multiple of the page and at most 128T", null, [])
        {
            Canonical = text => Size(text) is > 0 and <= LargestMemory and var bytes ? ByteSize.Format(bytes) : null,
            IsOpen = true,
        },
        Words("backing", "What backs guest memory (shmem with backend kvm only)", "4k", ["4k", "thp", "hugetlb-2m", "hugetlb-1g", SharedMemory]),
        new(
            "thp-coverage",
            "Share of 2M ranges that THP really backs, and which (backing thp only)",
            "a percentage and a seed, such as '30% seed 7'",
            "100%",
            [])
        {
            Canonical = Coverage,
            IsOpen = true,
        },
        new("dirty", "Which pages the guest writes (scenarios clear and lazy)", "all, 'random 0.1 seed 7' or 'stride 2M'", "all", ["all"])
        {
            Canonical = Dirty,
            IsOpen = true,
        },
        new(
            "ia-bits",
            "Input address size; auto is 40, or the smallest of 42, 44 and 48 that holds the slot",
            "auto or a whole number from 32 to 48",
            "auto",
            ["auto"])
        {
            Canonical = text => text == "auto" ? text : Number(text) is >= Stage2Geometry.MinIaBits and <= Stage2Geometry.MaxIaBits and var bits
                ? bits.ToString(CultureInfo.InvariantCulture)
                : null,
            IsOpen = true,
        },
        Words("granule", "Page size of the host", "4K", ["4K", "16K", "64K"]),
        Switch("fwb", "FEAT_S2FWB: no data cache cleans at unmap"),
        Switch("tlbi-range", "FEAT_TLBIRANGE: one invalidation for a range"),
        new("base-offset", "Distance of the slot's start from 1 GiB", "a size such as 0, 4K or 2M, a multiple of the page and below 1T", "0", [])
        {
            Canonical = text => Size(text) is < 1UL << 40 and var bytes ? ByteSize.Format(bytes) : null,
            IsOpen = true,
        },
        new(
            "chunk",
            "Memory split between two top-ups of the page cache",
            "whole, 0 (no eager split) or a power of two of at least a page, such as 2M",
            "2M",
            ["whole"])
        {
            Canonical = text => SplitChunk.TryParse(text, out SplitChunk chunk) && chunk.Bytes is 0 or >= SmallestPage ? chunk.ToString() : null,
            IsOpen = true,
        },
        Words("strategy", "What the split walk does differently from mainline", "baseline", [.. SplitStrategies.All.Select(s => s.Name)]),
    ];

    /// <summary>The axis with that name, or null.</summary>
    public static Axis? Find(string name) => All.FirstOrDefault(axis => axis.Name == name);

    /// <summary>The axes' names in order.</summary>
    internal static IEnumerable<string> Names => All.Select(axis => axis.Name);

    internal static int IndexOf(string name) => All.TakeWhile(axis => axis.Name != name).Count();

    /// <summary>The bytes of a size in its one form.</summary>
    internal static ulong Bytes(string canonical) => Size(canonical) ?? throw new FormatException($"'{canonical}' is no size.");

    /// <summary>A share, 0 to 1 or 0 to 100, without an exponent.</summary>
    internal static string Share(double share) => ((decimal)share).ToString("0.#########", CultureInfo.InvariantCulture);

    private static Axis Words(string name, string description, string standard, string[] known) =>
        new(name, description, string.Join(", ", known), standard, known)
        {
            Canonical = text => known.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)),
        };

    private static Axis Switch(string name, string description) => new(name, description, "true, false", "true", ["true", "false"])
    {
        Canonical = text => text.ToLowerInvariant() switch
        {
            "true" or "on" or "yes" => "true",
            "false" or "off" or "no" => "false",
            _ => null,
        },
    };

    private static ulong? Size(string text) => ByteSize.TryParse(text, out ulong bytes) ? bytes : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static ulong? Seed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : null;

    private static decimal? Share(string text, decimal most) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal share)
        && share <= most && share == decimal.Round(share, ShareDecimals)
            ? share
            : null;

    /// <summary><c>100%</c>, <c>0%</c> (no seed matters), or <c>30% seed 7</c>; a seed that is not given is 1.</summary>
    private static string? Coverage(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [[.. var percent, '%']] => Coverage(Share(percent, 100), 1),
        [[.. var percent, '%'], "seed", var seed] => Coverage(Share(percent, 100), Seed(seed)),
        _ => null,
    };

    private static string? Coverage(decimal? percent, ulong? seed) => (percent, seed) switch
    {
        (null, _) or (_, null) => null,
        (0, _) => "0%",
        (100, _) => "100%",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Share((double)percent)}% seed {seed}"),
    };

    /// <summary><c>all</c>, <c>stride=2M</c>, or <c>random=0.1,seed=7</c>; a seed that is not given is 1, and one that has no effect 0.</summary>
    private static string? Dirty(string text) => text.Split([' ', '=', ','], StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["all"] => "all",
        ["stride", var stride] => Size(stride) is > 0 and var bytes ? $"stride={ByteSize.Format(bytes)}" : null,
        ["random", var fraction] => Random(Share(fraction, 1), 1),
        ["random", var fraction, "seed", var seed] => Random(Share(fraction, 1), Seed(seed)),
        _ => null,
    };

    private static string? Random(decimal? fraction, ulong? seed) => (fraction, seed) switch
    {
        (null, _) or (_, null) => null,
        (1, _) => "all",
        (0, _) => "random=0,seed=0",
        _ => string.Create(CultureInfo.InvariantCulture, $"random={Share((double)fraction)},seed={seed}"),
    };
}
