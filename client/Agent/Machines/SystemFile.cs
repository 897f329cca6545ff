namespace S2Grid.Agent.Machines;

/// <summary>Small files of /proc and /sys. A file that is not there or may not be read gives null.</summary>
internal static class SystemFile
{
    /// <summary>The text without white space and zero bytes around it.</summary>
    internal static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim().Trim('\0') : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The value of the first line that begins with a name and a colon.</summary>
    internal static string? Line(string path, string name)
    {
        foreach (string line in (Read(path) ?? "").Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(name))
                return line[(colon + 1)..].Trim();
        }

        return null;
    }

    /// <summary>A whole number, or null.</summary>
    internal static long? Number(string path) =>
        long.TryParse(Read(path), System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The choice in brackets, as in <c>always [madvise] never</c>; null where there is none.</summary>
    internal static string? Choice(string path)
    {
        string? text = Read(path);
        int open = text?.IndexOf('[', StringComparison.Ordinal) ?? -1;
        int close = text?.IndexOf(']', StringComparison.Ordinal) ?? -1;
        return open >= 0 && close > open ? text![(open + 1)..close] : null;
    }
}
