using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using S2Grid.Mmu;
using static System.FormattableString;

namespace S2Grid.Terminal;

/// <summary>
/// Declares the options of commands, each once: its name, what its value is called in help, one line of help without the default, its
/// parser, what to say of a value that is not valid (after the value itself), its default, and the words that shells complete and among
/// which a mistyped value is looked for. An optional one has no default value but a note on what its absence means.
/// </summary>
public static class CliOption
{
    /// <summary>An option without a value: off unless given.</summary>
    public static Option<bool> Flag(string name, string description) =>
        new(name) { Arity = ArgumentArity.Zero, Description = $"{description} [default: off]" };

    /// <summary>Any text.</summary>
    public static Option<string> Text(
        string name, string valueName, string description, string fallback, Func<IEnumerable<string>>? choices = null) =>
        Value<string>(name, valueName, description, TryReadText, "", fallback, choices);

    /// <summary>Any text, or none.</summary>
    public static Option<string?> OptionalText(
        string name, string valueName, string description, string note = "none", Func<IEnumerable<string>>? choices = null) =>
        OptionalValue<string>(name, valueName, description, TryReadText, "", note, choices);

    /// <summary>Any texts; the option can be given several times.</summary>
    public static Option<IReadOnlyList<string>> Texts(
        string name, string valueName, string description, string note = "none", Func<IEnumerable<string>>? choices = null) =>
        Values<string>(name, valueName, description, TryReadText, "", note, choices);

    /// <summary>A value of any type.</summary>
    public static Option<T> Value<T>(
        string name,
        string valueName,
        string description,
        TryRead<T> tryRead,
        string complaint,
        string fallback,
        Func<IEnumerable<string>>? choices = null) => Describe(
        new Option<T>(name)
        {
            Arity = ArgumentArity.ExactlyOne,
            DefaultValueFactory = _ => tryRead(fallback, out T? value) ? value : throw new ArgumentException(fallback, nameof(fallback)),
            CustomParser = result => Read(result, tryRead, $"{name}: ", complaint),
        },
        valueName,
        description,
        fallback,
        choices);

    /// <summary>A value of any type, or none.</summary>
    public static Option<T?> OptionalValue<T>(
        string name,
        string valueName,
        string description,
        TryRead<T> tryRead,
        string complaint,
        string note = "none",
        Func<IEnumerable<string>>? choices = null) => Describe(
        new Option<T?>(name)
        {
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Read(result, tryRead, $"{name}: ", complaint),
        },
        valueName,
        description,
        note,
        choices);

    /// <summary>Values of any type; the option can be given several times.</summary>
    public static Option<IReadOnlyList<T>> Values<T>(
        string name,
        string valueName,
        string description,
        TryRead<T> tryRead,
        string complaint,
        string note = "none",
        Func<IEnumerable<string>>? choices = null) => Describe(
        new Option<IReadOnlyList<T>>(name)
        {
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result => ReadAll(result, tryRead, $"{name}: ", complaint),
        },
        valueName,
        $"{description}; may be repeated",
        note,
        choices);

    /// <summary>One of a few words.</summary>
    public static Option<T> Choice<T>(
        string name, string valueName, string description, IReadOnlyDictionary<string, T> choices, string fallback) => Value<T>(
        name, valueName, description, choices.TryGetValue, NotOneOf(choices.Keys), fallback, () => choices.Keys);

    /// <summary>A size in bytes, with a unit, or in hexadecimal.</summary>
    public static Option<ulong> Size(string name, string valueName, string description, string fallback) => Value<ulong>(
        name,
        valueName,
        description,
        TryReadSize,
        "is not a valid size; write bytes, a unit (64M, 2.5G, 1T) or hexadecimal (0x40000000)",
        fallback);

    /// <summary>A whole number in a range, its ends included.</summary>
    public static Option<int> Number(string name, string valueName, string description, int min, int max, int fallback) => Value(
        name, valueName, description, InRange(min, max), NotInRange(min, max), fallback.ToString(CultureInfo.InvariantCulture));

    /// <summary>A whole number in a range, its ends included, or none.</summary>
    public static Option<int?> OptionalNumber(string name, string valueName, string description, int min, int max, string note)
    {
        TryRead<int> inRange = InRange(min, max);
        return OptionalValue<int?>(name, valueName, description, TryRead, NotInRange(min, max), note);

        bool TryRead(string text, out int? value)
        {
            bool isValid = inRange(text, out int number);
            value = number;
            return isValid;
        }
    }

    /// <summary>Reads a size in bytes, with a unit, or in hexadecimal.</summary>
    public static bool TryReadSize(string text, out ulong bytes) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes)
            : ByteSize.TryParse(text, out bytes);

    /// <summary>Whether the option stands on the command line.</summary>
    public static bool IsGiven(this ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>What to say of a text that is none of a few words, after the text itself.</summary>
    internal static string NotOneOf(IEnumerable<string> words) => $"is not one of {string.Join(", ", words)}";

    /// <summary>The one value of an option or argument.</summary>
    internal static T? Read<T>(ArgumentResult result, TryRead<T> tryRead, string prefix, string complaint) =>
        ReadAll(result, tryRead, prefix, complaint).FirstOrDefault();

    /// <summary>Any text is valid.</summary>
    internal static bool TryReadText(string text, out string value)
    {
        value = text;
        return true;
    }

    /// <summary>Lets shells complete these words, and not what the value's type would suggest.</summary>
    internal static void Complete(List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, Func<IEnumerable<string>>? choices)
    {
        sources.Clear();
        sources.Add(_ => choices?.Invoke().Select(choice => new CompletionItem(choice)) ?? []);
    }

    /// <summary>The values of an option or argument that are valid; the others are noted.</summary>
    internal static List<T> ReadAll<T>(ArgumentResult result, TryRead<T> tryRead, string prefix, string complaint)
    {
        List<T> values = [];
        foreach (Token token in result.Tokens)
        {
            if (tryRead(token.Value, out T? value))
                values.Add(value);
            else
                result.AddError($"{prefix}'{token.Value}' {complaint}");
        }

        return values;
    }

    private static Option<T> Describe<T>(
        Option<T> option, string valueName, string description, string fallback, Func<IEnumerable<string>>? choices)
    {
        option.HelpName = valueName;
        option.Description = $"{description} [default: {fallback}]";
        Complete(option.CompletionSources, choices);
        return option;
    }

    private static TryRead<int> InRange(int min, int max) => (text, out value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;

    private static string NotInRange(int min, int max) => Invariant($"is not a whole number from {min} to {max}");
}
