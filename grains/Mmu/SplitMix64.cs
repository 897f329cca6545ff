using System.Runtime.CompilerServices;

namespace S2Grid.Mmu;

/// <summary>A seeded hash of an index: the same choice for the same seed and index, whatever was asked before.</summary>
/// <remarks>The finaliser of SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.</remarks>
internal static class SplitMix64
{
    private const ulong Golden = 0x9e3779b97f4a7c15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong seed, ulong index)
    {
        ulong z = seed + ((index + 1) * Golden);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, 1).</summary>
    internal static double UnitInterval(ulong seed, ulong index) => (Mix(seed, index) >> 11) * (1.0 / (1UL << 53));
}
