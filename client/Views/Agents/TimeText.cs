using static System.FormattableString;

namespace S2Grid.Views.Agents;

/// <summary>Times as people read them.</summary>
public static class TimeText
{
    /// <summary>How long ago something was, in one unit.</summary>
    public static string Ago(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => Invariant($"{Math.Max(0, (int)age.TotalSeconds)} s ago"),
        { TotalMinutes: < 60 } => Invariant($"{(int)age.TotalMinutes} min ago"),
        { TotalHours: < 48 } => Invariant($"{(int)age.TotalHours} h ago"),
        _ => Invariant($"{(int)age.TotalDays} days ago"),
    };
}
