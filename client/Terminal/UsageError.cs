namespace S2Grid.Terminal;

/// <summary>One thing that is wrong with a command line.</summary>
/// <param name="Message">What is wrong, in a sentence without a full stop.</param>
/// <param name="Fault">The text on the command line that is wrong, or null if something is missing.</param>
/// <param name="After">The option whose value <paramref name="Fault"/> is; null if it stands for itself.</param>
/// <param name="Suggestion">What was probably meant, or null.</param>
public sealed record UsageError(string Message, string? Fault = null, string? After = null, string? Suggestion = null)
{
    /// <summary>Line and column in the file that was read, from 1; null where it is of no file.</summary>
    public (int Line, int Column)? Place { get; init; }

    /// <summary>An error about a name that does not exist.</summary>
    /// <param name="what">What it would name: <c>preset</c>.</param>
    /// <param name="name">The name given.</param>
    /// <param name="known">The names that exist.</param>
    /// <param name="after">The option whose value it is, or null.</param>
    public static UsageError Unknown(string what, string name, IReadOnlyCollection<string> known, string? after = null) =>
        new(
            $"unknown {what} '{name}'{(known.Count > 0 ? $"; available: {string.Join(", ", known)}" : "")}",
            name,
            after,
            DidYouMean.Suggest(name, known));
}
