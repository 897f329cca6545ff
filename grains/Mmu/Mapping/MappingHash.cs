using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Mapping;

/// <summary>
/// FNV-1a 64 over all valid leaves by ascending IPA: for each the IPA (8 bytes, little endian), the level (1 byte), the output
/// address (8 bytes) and the attributes (8 bytes).
/// </summary>
/// <remarks>
/// The hash runs serially over 25 bytes a leaf, some 0.4 s for 64 GiB of pages. Mappings of many leaves in few runs are therefore
/// remembered by a SHA-256 over their granule and runs: the same mapping is hashed once in a process.
/// FNV: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm", RFC 9923.
/// </remarks>
internal static class MappingHash
{
    private const ulong OffsetBasis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;
    private const ulong Prime2 = unchecked(Prime * Prime);
    private const ulong Prime3 = unchecked(Prime2 * Prime);
    private const ulong Prime7 = unchecked(Prime3 * Prime3 * Prime);
    private const long WorthRemembering = 1 << 14;
    private const int MostRemembered = 4096;

    private static readonly ConcurrentDictionary<(UInt128 High, UInt128 Low), ulong> Known = new();

    internal static ulong Compute(Stage2Tables tables)
    {
        using var runs = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        runs.AppendData([(byte)tables.Geometry.PageShift]);
        var digest = new Digest { Runs = runs };
        LeafRuns<Digest>.Visit(tables, ref digest);
        bool remember = digest.Leaves >= WorthRemembering && digest.Leaves >= 16 * digest.RunCount;
        (UInt128, UInt128) key = default;
        if (remember)
        {
            Span<UInt128> words = stackalloc UInt128[2];
            runs.GetHashAndReset(MemoryMarshal.AsBytes(words));
            key = (words[0], words[1]);
            if (Known.TryGetValue(key, out ulong known))
                return known;
        }

        var fnv = new Fnv { Hash = OffsetBasis, Geometry = tables.Geometry };
        LeafRuns<Fnv>.Visit(tables, ref fnv);
        if (remember && Known.Count < MostRemembered)
            Known[key] = fnv.Hash;

        return fnv.Hash;
    }

    private struct Digest : ILeafVisitor
    {
        internal IncrementalHash Runs;
        internal long Leaves;
        internal long RunCount;

        public void Visit(in LeafRun run)
        {
            Leaves += run.Count;
            RunCount++;
            ReadOnlySpan<ulong> words = [run.Ipa, (ulong)run.Level, run.OutputAddress, run.Attributes, (ulong)run.Count];
            Runs.AppendData(MemoryMarshal.AsBytes(words));
        }
    }

    private struct Fnv : ILeafVisitor
    {
        internal ulong Hash;
        internal Stage2Geometry Geometry;

        public void Visit(in LeafRun run)
        {
            ulong size = Geometry.GranuleSize(run.Level);
            ulong hash = Hash;
            ulong ipa = run.Ipa;
            ulong output = run.OutputAddress;
            if (run.Attributes >> 16 == 0)
            {
                for (long i = 0; i < run.Count; i++, ipa += size, output += size)
                {
                    hash = AppendAddress(hash, ipa);
                    hash = (hash ^ (ulong)run.Level) * Prime;
                    hash = AppendAddress(hash, output);
                    hash = (hash ^ (byte)run.Attributes) * Prime;
                    hash = (hash ^ (byte)(run.Attributes >> 8)) * Prime7;
                }
            }
            else
            {
                for (long i = 0; i < run.Count; i++, ipa += size, output += size)
                {
                    hash = AppendAddress(hash, ipa);
                    hash = (hash ^ (ulong)run.Level) * Prime;
                    hash = AppendAddress(hash, output);
                    hash = AppendWord(hash, run.Attributes);
                }
            }

            Hash = hash;
        }

        /// <summary>Appends a page-aligned 48-bit address: byte 0 and bytes 6 and 7 are zero, and a zero byte only multiplies.</summary>
        private static ulong AppendAddress(ulong hash, ulong address)
        {
            hash *= Prime;
            hash = (hash ^ (byte)(address >> 8)) * Prime;
            hash = (hash ^ (byte)(address >> 16)) * Prime;
            hash = (hash ^ (byte)(address >> 24)) * Prime;
            hash = (hash ^ (byte)(address >> 32)) * Prime;
            return (hash ^ (byte)(address >> 40)) * Prime3;
        }

        private static ulong AppendWord(ulong hash, ulong word)
        {
            for (int shift = 0; shift < 64; shift += 8)
                hash = (hash ^ (byte)(word >> shift)) * Prime;

            return hash;
        }
    }
}
