namespace S2Grid.Agent.Machines;

/// <summary>/proc/meminfo.</summary>
internal static class MemoryInfo
{
    /// <summary>The bytes of a line; 0 where there is none.</summary>
    internal static long Bytes(string name) =>
        SystemFile.Line("/proc/meminfo", name) is { } text
            && long.TryParse(text.AsSpan().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture, out long kilobytes)
            ? kilobytes * 1024
            : 0;
}
