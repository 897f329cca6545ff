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
        ByteSize.TryParse,
        "is not a valid size; write bytes, a unit (64M, 2.5G, 1T) or hexadecimal (0x40000000)",
        fallback);

    /// <summary>A length of time, see <see cref="Duration"/>.</summary>
    public static Option<TimeSpan> Time(string name, string description, string max, string fallback) =>
        Value<TimeSpan>(name, "TIME", description, UpTo(max), NotUpTo(max), fallback);

    /// <summary>A length of time, or none.</summary>
    public static Option<TimeSpan?> OptionalTime(string name, string description, string max, string note) =>
        OptionalValue(name, "TIME", description, Nullable(UpTo(max)), NotUpTo(max), note);

    /// <summary>Names with a value each, none of them twice. The option can be given several times.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="valueName">How a pair is written.</param>
    /// <param name="description">One line of help.</param>
    /// <param name="separator">What stands between pairs that are given at once; null where values can hold anything.</param>
    public static Option<IReadOnlyList<KeyValuePair<string, string>>> Pairs(
        string name, string valueName, string description, char? separator = null) => Describe(
        new Option<IReadOnlyList<KeyValuePair<string, string>>>(name)
        {
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result => ReadPairs(result, $"{name}: ", valueName, separator),
        },
        valueName,
        $"{description}; may be repeated",
        "none",
        null);

    /// <summary>A whole number in a range, its ends included.</summary>
    public static Option<int> Number(string name, string valueName, string description, int min, int max, int fallback) => Value(
        name, valueName, description, InRange(min, max), NotInRange(min, max), fallback.ToString(CultureInfo.InvariantCulture));

    /// <summary>A whole number in a range, its ends included, or none.</summary>
    public static Option<int?> OptionalNumber(string name, string valueName, string description, int min, int max, string note) =>
        OptionalValue(name, valueName, description, Nullable(InRange(min, max)), NotInRange(min, max), note);

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

    private static List<KeyValuePair<string, string>> ReadPairs(
        ArgumentResult result, string prefix, string valueName, char? separator)
    {
        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        const StringSplitOptions Plain = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (string text in result.Tokens.SelectMany(token => separator is { } comma ? token.Value.Split(comma, Plain) : [token.Value]))
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } key, { Length: > 0 } value])
                result.AddError($"{prefix}'{text}' is not written {valueName}");
            else if (!pairs.TryAdd(key, value))
                result.AddError($"{prefix}'{key}' is given more than once");
        }

        return [.. pairs];
    }

    private static TryRead<T?> Nullable<T>(TryRead<T> tryRead)
        where T : struct => (text, out value) =>
        {
            bool isValid = tryRead(text, out T read);
            value = read;
            return isValid;
        };

    private static TryRead<TimeSpan> UpTo(string max) => (text, out value) =>
        Duration.TryParse(text, out value) && Duration.TryParse(max, out TimeSpan most) && value <= most;

    private static string NotUpTo(string max) => $"is not a time of at most {max}, {Duration.Examples}";

    private static TryRead<int> InRange(int min, int max) => (text, out value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;

    private static string NotInRange(int min, int max) => Invariant($"is not a whole number from {min} to {max}");
}
