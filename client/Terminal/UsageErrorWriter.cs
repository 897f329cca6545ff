using System.Buffers;
using static System.FormattableString;

namespace S2Grid.Terminal;

/// <summary>Shows usage errors: the message, the command line with a caret under the fault, and what was probably meant.</summary>
public static class UsageErrorWriter
{
    /// <summary>Each of those that have a place shows the whole command line.</summary>
    private const int MaxPlaced = 20;

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" \t\"'$&|<>;*?");

    /// <summary>Writes all of <paramref name="errors"/> to the error stream, in the order of the command line where they have a place in
    /// it.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="program">The program's name.</param>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="errors">What is wrong.</param>
    public static void Write(CliEnvironment terminal, string program, IReadOnlyList<string> arguments, IReadOnlyList<UsageError> errors)
    {
        UsageError[] shown = [.. errors.Where((error, index) => index < MaxPlaced || string.IsNullOrEmpty(error.Fault))];
        IEnumerable<(UsageError Error, int? Column)> placed = shown.Select(error => (error, Column(arguments, error)));
        foreach ((UsageError error, int? place) in placed.OrderBy(error => error.Column ?? int.MaxValue))
        {
            terminal.WriteError(error.Message);
            if (place is { } column)
            {
                terminal.Error.WriteLine($"  {program} {PrintableText.Sanitize(string.Join(' ', arguments.Select(Quote)))}");
                terminal.Error.WriteLine($"  {new string(' ', program.Length + 1 + column)}{new string('^', error.Fault!.Length)}");
            }

            if (error.Suggestion is { } suggestion)
                terminal.Error.WriteLine($"  Did you mean '{suggestion}'?");
        }

        if (shown.Length < errors.Count)
            terminal.Error.WriteLine(Invariant($"There are {errors.Count - shown.Length:N0} more errors."));
    }

    /// <summary>Where the fault stands in the arguments as shown: first as a word of its own, else inside one; null if it is
    /// nowhere.</summary>
    private static int? Column(IReadOnlyList<string> arguments, UsageError error)
    {
        if (string.IsNullOrEmpty(error.Fault))
            return null;

        var words = arguments.ToList();
        int first = Math.Max(0, words.FindIndex(IsOption));
        int index = words.FindIndex(first, word => word == error.Fault);
        index = index >= 0 ? index : words.FindIndex(first, word => word.Contains(error.Fault, StringComparison.Ordinal));
        if (index < 0)
            return null;

        int before = words.Take(index).Sum(word => Quote(word).Length + 1);
        return before + Quote(words[index]).LastIndexOf(error.Fault, StringComparison.Ordinal);

        bool IsOption(string word) => word == error.After || word.StartsWith(error.After + "=", StringComparison.Ordinal);
    }

    private static string Quote(string argument) =>
        argument.Length == 0 || argument.AsSpan().ContainsAny(NeedQuotes) ? $"'{argument}'" : argument;
}
