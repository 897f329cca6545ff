using System.Runtime.Intrinsics;

namespace S2Grid.Mmu;

/// <summary>A seeded hash of an index: the same choice for the same seed and index, whatever was asked before.</summary>
/// <remarks>The finaliser of SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.</remarks>
internal static class SplitMix64
{
    private const ulong Golden = 0x9e3779b97f4a7c15;
    private const ulong Factor1 = 0xbf58476d1ce4e5b9;
    private const ulong Factor2 = 0x94d049bb133111eb;

    /// <summary>Bits of a number in [0, 1): those that a double holds exactly.</summary>
    private const int UnitBits = 53;

    private const int WordBits = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong seed, ulong index)
    {
        ulong z = seed + ((index + 1) * Golden);
        z = (z ^ (z >> 30)) * Factor1;
        z = (z ^ (z >> 27)) * Factor2;
        return z ^ (z >> 31);
    }

    /// <summary>How many different numbers <see cref="UnitInterval"/> gives.</summary>
    internal const ulong UnitCount = 1UL << UnitBits;

    /// <summary>A number in [0, 1).</summary>
    internal static double UnitInterval(ulong seed, ulong index) => Unit(Mix(seed, index) >> (WordBits - UnitBits));

    /// <summary>The number in [0, 1) that stands at place <paramref name="number"/> of <see cref="UnitCount"/>.</summary>
    internal static double Unit(ulong number) => number * (1.0 / UnitCount);

    /// <summary>
    /// Which of 64 neighbouring indices, <paramref name="first"/> in the lowest bit, have a <see cref="UnitInterval"/> below
    /// <paramref name="limit"/>, 0 to 1.
    /// </summary>
    /// <remarks>Scaled by a power of two the comparison stays exact; of integers, those below a fraction are those below the next
    /// integer.</remarks>
    internal static ulong SelectBelow(double limit, ulong seed, ulong first) =>
        SelectFirst(limit >= 1 ? UnitCount : (ulong)Math.Ceiling(limit * UnitCount), seed, first);

    /// <summary>
    /// Which of 64 neighbouring indices, <paramref name="first"/> in the lowest bit, have one of the first <paramref name="bound"/> numbers
    /// of
    /// <see cref="UnitCount"/>.
    /// </summary>
    internal static ulong SelectFirst(ulong bound, ulong seed, ulong first)
    {
        if (bound == UnitCount)
            return ulong.MaxValue;

        bound <<= WordBits - UnitBits;
        return Vector256.IsHardwareAccelerated ? SelectByVector(bound, seed, first) : SelectOneByOne(bound, seed, first);
    }

    /// <summary>The 64 indices of which <see cref="Mix"/> is below <paramref name="bound"/>, several at a time.</summary>
    internal static ulong SelectByVector(ulong bound, ulong seed, ulong first)
    {
        Vector256<ulong> state = Vector256.Create(seed + ((first + 1) * Golden)) + (Vector256<ulong>.Indices * Golden);
        Vector256<ulong> step = Vector256.Create(unchecked((ulong)Vector256<ulong>.Count * Golden));
        Vector256<ulong> bounds = Vector256.Create(bound);
        ulong word = 0;
        for (int bit = 0; bit < WordBits; bit += Vector256<ulong>.Count)
        {
            Vector256<ulong> z = (state ^ (state >>> 30)) * Factor1;
            z = (z ^ (z >>> 27)) * Factor2;
            z ^= z >>> 31;
            word |= (ulong)Vector256.LessThan(z, bounds).ExtractMostSignificantBits() << bit;
            state += step;
        }

        return word;
    }

    /// <summary>The 64 indices of which <see cref="Mix"/> is below <paramref name="bound"/>.</summary>
    internal static ulong SelectOneByOne(ulong bound, ulong seed, ulong first)
    {
        ulong word = 0;
        for (int bit = 0; bit < WordBits; bit++)
            word |= Mix(seed, first + (ulong)bit) < bound ? 1UL << bit : 0;

        return word;
    }
}
