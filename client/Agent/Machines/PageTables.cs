namespace S2Grid.Agent.Machines;

/// <summary>
/// How many page-table pages the kernel holds for VMs: SecPageTables of /proc/meminfo. Its figure is stale until the kernel is told to
/// bring its per-CPU counts together.
/// </summary>
internal sealed class PageTables
{
    private const string Refresh = "/proc/sys/vm/stat_refresh";
    private const string Line = "SecPageTables:";

    private PageTables(string? whyNot) => WhyNot = whyNot;

    /// <summary>Why pages cannot be counted here; null where they can.</summary>
    internal string? WhyNot { get; }

    /// <summary>Finds out whether they can be counted.</summary>
    internal static PageTables Find()
    {
        try
        {
            File.WriteAllText(Refresh, "1");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new PageTables($"{Refresh} cannot be written ({exception.Message}); this needs root");
        }

        return new PageTables(Read() is null ? $"/proc/meminfo has no {Line[..^1]}: Linux before 6.1" : null);
    }

    /// <summary>Pages now; -1 where they cannot be counted.</summary>
    internal long Count()
    {
        if (WhyNot is not null)
            return -1;

        File.WriteAllText(Refresh, "1");
        return (Read() ?? 0) * 1024 / Environment.SystemPageSize;
    }

    private static long? Read()
    {
        foreach (string line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith(Line, StringComparison.Ordinal))
                return long.Parse(line.AsSpan(Line.Length).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
        }

        return null;
    }
}
