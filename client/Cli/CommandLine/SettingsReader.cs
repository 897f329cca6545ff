using System.CommandLine;
using System.Globalization;
using S2Grid.Experiments.Models;
using S2Grid.Mmu;
using static System.FormattableString;

namespace S2Grid.Cli.CommandLine;

/// <summary>Reads typed values from a parsed command line and notes everything that cannot be read.</summary>
internal sealed class SettingsReader(ParseResult parse)
{
    private readonly List<UsageError> errors = [];

    /// <summary>What could not be read so far.</summary>
    public IReadOnlyList<UsageError> Errors => errors;

    /// <summary>Whether a flag was given.</summary>
    public bool Flag(FlagOption option) => parse.GetValue(option);

    /// <summary>The text of an option, its default, or null.</summary>
    public string? Text(Option<string?> option) => parse.GetValue(option);

    /// <summary>The text of an argument, or null if it may be absent and is.</summary>
    public string? Text(Argument<string?> argument) => parse.GetValue(argument);

    /// <summary>All texts of an option.</summary>
    public IReadOnlyList<string> Texts(ListOption option) => parse.GetValue(option) ?? [];

    /// <summary>Whether the option stands on the command line.</summary>
    public bool IsGiven(Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>A size in bytes, with a unit, or in hexadecimal.</summary>
    public ulong Size(ValueOption option) =>
        Value<ulong>(option, TryReadSize, "is not a valid size; write bytes, a unit (64M, 2.5G, 1T) or hexadecimal (0x40000000)");

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>; null if the option is absent.</summary>
    public int? Number(ValueOption option, int low, int high)
    {
        if (Text(option) is null)
        {
            return null;
        }

        return Value<int>(option, IsInRange, Invariant($"is not a whole number from {low} to {high}"));

        bool IsInRange(string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= low && value <= high;
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(ValueOption option, IReadOnlyDictionary<string, T> choices)
    {
        string text = Text(option) ?? "";
        if (choices.TryGetValue(text, out T? value))
        {
            return value;
        }

        Refuse(option.Name, text, $"is not one of {string.Join(", ", choices.Keys)}", choices.Keys);
        return choices.First().Value;
    }

    /// <summary>A value of another kind.</summary>
    /// <param name="option">The option.</param>
    /// <param name="tryRead">How its text is read.</param>
    /// <param name="complaint">What to say of a text that cannot be read, after the text itself.</param>
    /// <param name="known">Words among which the right one may be.</param>
    public T Value<T>(ValueOption option, TryRead<T> tryRead, string complaint, IEnumerable<string>? known = null)
    {
        string text = Text(option) ?? "";
        if (!tryRead(text, out T? value))
        {
            Refuse(option.Name, text, complaint, known ?? []);
        }

        return value!;
    }

    /// <summary>Notes that <paramref name="text"/>, given to <paramref name="option"/>, is wrong.</summary>
    public void Refuse(string option, string text, string complaint, IEnumerable<string> known) =>
        errors.Add(new UsageError($"{option}: '{text}' {complaint}", text, option, DidYouMean.Suggest(text, known)));

    private static bool TryReadSize(string text, out ulong bytes) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes)
            : ByteSize.TryParse(text, out bytes);
}
