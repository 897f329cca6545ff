using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace S2Grid.Storage.Segments;

/// <summary>
/// A segment's file name: the first run of its batch, the lease under which it was done and a digest of its content,
/// <c>000000012000-17-DIGEST.parquet</c>. So names sort by run, two slots that do the same batch never write the same file, and whoever
/// knows a name, as the catalogue does, can tell a damaged segment. Before there were digests, names ended with the lease.
/// </summary>
public static class SegmentName
{
    private const string Extension = ".parquet";
    private const int DigestDigits = 32;
    private const int BufferBytes = 1 << 18;

    /// <summary>Whether a file that is there has the content that it was stored with, as far as its name tells.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsIntact(string path) => DigestIn(path) is not { } digest || Digits(DigestOf(path, bytes: null)!) == digest;

    /// <summary>The same of a file that stands for a segment and has so many bytes.</summary>
    internal static bool IsIntact(string name, string path, long bytes) =>
        DigestOf(path, bytes) is { } found && (DigestIn(name) is not { } digest || Digits(found) == digest);

    /// <summary>The same of content that is at hand.</summary>
    internal static bool IsIntact(string name, ReadOnlySpan<byte> content) =>
        DigestIn(name) is not { } digest || Digits(SHA256.HashData(content)) == digest;

    /// <summary>The lease in a segment's name, also where something follows the name; null where it is none.</summary>
    internal static long? LeaseOf(string name) => name.Split('-', '.') is [_, var lease, ..]
        && long.TryParse(lease, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    internal static string Format(long first, long lease, ReadOnlySpan<byte> content) =>
        string.Create(CultureInfo.InvariantCulture, $"{first:D12}-{lease}-{Digits(SHA256.HashData(content))}{Extension}");

    /// <summary>The digest of a file, a part of which is in memory at a time: to have all of it there takes ten times as long.</summary>
    /// <returns>Null if it has not as many bytes as are asked for.</returns>
    private static byte[]? DigestOf(string path, long? bytes)
    {
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        if (bytes is { } expected && RandomAccess.GetLength(file) != expected)
            return null;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            for (long at = 0; (count = RandomAccess.Read(file, buffer, at)) > 0; at += count)
                hash.AppendData(buffer, 0, count);

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string? DigestIn(string name) =>
        Path.GetFileNameWithoutExtension(name).Split('-') is [_, _, var digest] ? digest : null;

    private static string Digits(byte[] hash) => Convert.ToHexStringLower(hash)[..DigestDigits];
}
