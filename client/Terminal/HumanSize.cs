using System.Globalization;

namespace S2Grid.Terminal;

/// <summary>Sizes of files and memory for people, where three digits suffice.</summary>
public static class HumanSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>About <paramref name="bytes"/>: <c>512 B</c>, <c>1.5 MiB</c>, <c>120 GiB</c>.</summary>
    public static string Describe(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit > 0 && value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + ' ' + Units[unit];
    }
}
