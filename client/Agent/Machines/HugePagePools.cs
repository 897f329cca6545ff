namespace S2Grid.Agent.Machines;

/// <summary>The kernel's pools of huge pages.</summary>
internal static class HugePagePools
{
    private const string Folder = "/sys/kernel/mm/hugepages";
    private const string Prefix = "hugepages-";
    private const long MemoryToLeave = 256L << 20;

    /// <summary>All pools, by ascending page size.</summary>
    /// <param name="folder">Whose: the machine's, or those of one node.</param>
    internal static IReadOnlyList<HugePages> Read(string folder = Folder) =>
        !Directory.Exists(folder)
            ? []
            : [.. Directory.GetDirectories(folder)
                .Select(SizeOf)
                .Where(bytes => bytes > 0)
                .Order()
                .Select(bytes => new HugePages
                {
                    Bytes = bytes,
                    Total = Number(bytes, "nr_hugepages", folder),
                    Free = Number(bytes, "free_hugepages", folder),
                })];

    /// <summary>All pools as a run can have them: pages that memory allows to reserve count as free where they may be reserved.</summary>
    /// <param name="reserve">Whether they may.</param>
    internal static IReadOnlyList<HugePages> Offer(bool reserve)
    {
        IReadOnlyList<HugePages> pools = Read();
        long memory = reserve ? Math.Max(0, MemoryInfo.Bytes("MemAvailable") - MemoryToLeave) : 0;
        foreach (HugePages pool in pools)
        {
            pool.Free += memory / pool.Bytes;
            pool.Total += memory / pool.Bytes;
        }

        return pools;
    }

    /// <summary>Sets how many pages a pool is to have; the kernel may give fewer.</summary>
    /// <returns>How many it has then.</returns>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">This needs root.</exception>
    internal static long Resize(long bytes, long count)
    {
        File.WriteAllText(FileOf(bytes, "nr_hugepages"), count.ToString(CultureInfo.InvariantCulture));
        return Number(bytes, "nr_hugepages");
    }

    private static long Number(long bytes, string file, string folder = Folder) => SystemFile.Number(FileOf(bytes, file, folder)) ?? 0;

    private static string FileOf(long bytes, string file, string folder = Folder) => $"{folder}/{Prefix}{bytes / 1024}kB/{file}";

    private static long SizeOf(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length).TrimEnd("kB"), CultureInfo.InvariantCulture, out long kilobytes)
            ? kilobytes * 1024
            : 0;
    }
}
