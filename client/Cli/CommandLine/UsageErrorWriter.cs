using System.Buffers;
using S2Grid.Cli.Reports;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.CommandLine;

/// <summary>Shows usage errors: the message, the command line with a caret under the fault, and what was probably meant.</summary>
public static class UsageErrorWriter
{
    private const string Program = "s2grid ";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" \t\"'$&|<>;*?");

    /// <summary>Writes all of <paramref name="errors"/> to the error stream.</summary>
    /// <param name="environment">Where to write.</param>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="errors">What is wrong.</param>
    public static void Write(CliEnvironment environment, IReadOnlyList<string> arguments, IReadOnlyList<UsageError> errors)
    {
        foreach (UsageError error in errors)
        {
            environment.WriteError(error.Message);
            if (Column(arguments, error) is { } column)
            {
                environment.Error.WriteLine($"  {Program}{string.Join(' ', arguments.Select(Quote))}");
                environment.Error.WriteLine($"  {new string(' ', column)}{new string('^', error.Fault!.Length)}");
            }

            if (error.Suggestion is { } suggestion)
            {
                environment.Error.WriteLine($"  Did you mean '{suggestion}'?");
            }
        }
    }

    /// <summary>Where the fault stands in the shown line: first as a word of its own, else inside one; null if it is nowhere.</summary>
    private static int? Column(IReadOnlyList<string> arguments, UsageError error)
    {
        if (string.IsNullOrEmpty(error.Fault))
        {
            return null;
        }

        var words = arguments.ToList();
        int first = Math.Max(0, words.FindIndex(IsOption));
        int index = words.FindIndex(first, word => word == error.Fault);
        index = index >= 0 ? index : words.FindIndex(first, word => word.Contains(error.Fault, StringComparison.Ordinal));
        if (index < 0)
        {
            return null;
        }

        int before = words.Take(index).Sum(word => Quote(word).Length + 1);
        return Program.Length + before + Quote(words[index]).LastIndexOf(error.Fault, StringComparison.Ordinal);

        bool IsOption(string word) => word == error.After || word.StartsWith(error.After + "=", StringComparison.Ordinal);
    }

    private static string Quote(string argument) =>
        argument.Length == 0 || argument.AsSpan().ContainsAny(NeedQuotes) ? $"'{argument}'" : argument;
}
