using System.Globalization;

namespace S2Grid.Common;

/// <summary>Lengths of time as people write them: <c>90s</c>, <c>5m</c>, <c>1.5h</c>, <c>7d</c>, and seconds where no unit is given, as
/// in <c>timeout 90</c>. The one reader of them.</summary>
public static class Duration
{
    /// <summary>How one is written, to follow what it is called in a message.</summary>
    public const string Examples = "such as 90s, 5m, 1h or 7d";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(10_000);

    /// <summary>Reads one that is not negative, is at most 10,000 days, and has no more than seven decimals in seconds.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        TimeSpan unit = text.Length == 0 ? default : text[^1] switch
        {
            's' or (>= '0' and <= '9') => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => default,
        };
        ReadOnlySpan<char> number = text.AsSpan().TrimEnd("smhd");
        if (unit == default || number.Length < text.Length - 1
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count)
            || count > Longest.Ticks / unit.Ticks || !decimal.IsInteger(count * unit.Ticks))
        {
            return false;
        }

        time = new TimeSpan((long)(count * unit.Ticks));
        return true;
    }
}
