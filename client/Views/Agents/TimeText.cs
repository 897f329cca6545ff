using static System.FormattableString;

namespace S2Grid.Views.Agents;

/// <summary>Times as people write and read them.</summary>
public static class TimeText
{
    private const int MaxDays = 10_000;

    /// <summary>Reads <c>90s</c>, <c>30m</c>, <c>1h</c> or <c>7d</c>.</summary>
    public static bool TryRead(string text, out TimeSpan time)
    {
        time = default;
        TimeSpan unit = text.Length == 0 ? default : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => default,
        };
        if (unit == default || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count * unit.TotalDays > MaxDays)
        {
            return false;
        }

        time = count * unit;
        return count > 0;
    }

    /// <summary>How long ago something was, in one unit.</summary>
    public static string Ago(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => Invariant($"{Math.Max(0, (int)age.TotalSeconds)} s ago"),
        { TotalMinutes: < 60 } => Invariant($"{(int)age.TotalMinutes} min ago"),
        { TotalHours: < 48 } => Invariant($"{(int)age.TotalHours} h ago"),
        _ => Invariant($"{(int)age.TotalDays} days ago"),
    };
}
