namespace S2Grid.Runs;

/// <summary>How values are written.</summary>
/// <param name="Allowed">Which values are allowed, in words.</param>
/// <param name="Read">Reads a value as people write it.</param>
/// <param name="Format">The one text of a value.</param>
/// <param name="Known">Values that are words.</param>
internal sealed record Grammar<T>(string Allowed, SettingReader<T> Read, Func<T, string> Format, params IReadOnlyList<string> Known)
{
    /// <summary>Whether there are values besides those that are words.</summary>
    internal bool IsOpen { get; init; } = true;

    /// <summary>What effective values are to a program.</summary>
    internal SettingKind Kind { get; init; }

    /// <summary>What values are compared by; null where they have no order.</summary>
    internal Func<T, ulong>? Magnitude { get; init; }
}
