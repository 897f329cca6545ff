using System.Globalization;

namespace S2Grid.Runs;

/// <summary>Several values of an axis in one word: <c>64M..64G x2</c>, each twice the one before, or <c>0..64M step 2M</c>.</summary>
public static class ValueRange
{
    private const string Dots = "..";

    /// <summary>Whether a text can only be meant as a range.</summary>
    public static bool IsMeant(string text) => text.Contains(Dots, StringComparison.Ordinal);

    /// <summary>The values of a range, ascending, each in its one form.</summary>
    /// <exception cref="FormatException">It is none, does not end at its end, or has more than <see cref="Axes.MaxValues"/>
    /// values.</exception>
    public static IReadOnlyList<string> Expand(Setting axis, string text)
    {
        if (!axis.IsRanged)
            throw new FormatException($"'{text}' is a range, but values of {axis.Name} have no order; list them.");

        string[] ends = text.Split(Dots, 2, StringSplitOptions.TrimEntries);
        (string end, string[] step) = ends[1].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var word, .. var more]
            ? (word, more) : ("", []);
        ulong first = End(axis, text, ends[0], "begins with");
        ulong last = End(axis, text, end, "ends with");
        if (last < first)
            throw new FormatException($"'{text}' descends; write the smaller value first.");

        List<ulong> numbers = step switch
        {
            [['x', .. var factor]] => Multiply(text, first, last, factor),
            ["x", var factor] => Multiply(text, first, last, factor),
            ["step", var distance] => Add(text, first, last, distance),
            _ => throw new FormatException($"'{text}' has no step; write it as in '{ends[0]}..{end} x2' or '{ends[0]}..{end} step 2M'."),
        };
        string[] values = [.. numbers.Select(number => Text(axis, text, number))];
        return numbers[^1] == last ? values
            : throw new FormatException($"'{text}' never reaches {end}: its last value is {values[^1]}; end it there.");
    }

    private static ulong End(Setting axis, string range, string text, string where)
        => text.Length == 0
            ? throw new FormatException($"'{range}' has no {(where[0] == 'b' ? "start" : "end")}; write it as in '64M..64G x2'.")
            : axis.TryRead(text) is { } value && !axis.Known.Contains(value.Text) ? axis.Magnitude(value)!.Value
            : throw new FormatException($"'{range}' {where} '{text}', which is no number that is allowed; allowed: {axis.Allowed}.");

    private static List<ulong> Multiply(string range, ulong first, ulong last, string text)
    {
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong factor) || factor < 2)
            throw new FormatException($"'{range}' has the factor '{text}', which is no whole number of at least 2.");

        if (first == 0)
            throw new FormatException($"'{range}' begins with 0, which no factor changes; use 'step', or begin above 0.");

        List<ulong> numbers = [first];
        while (numbers[^1] <= last / factor)
            numbers.Add(numbers[^1] * factor);

        return numbers;
    }

    private static List<ulong> Add(string range, ulong first, ulong last, string text)
    {
        if (!ByteSize.TryParse(text, out ulong step) || step == 0)
            throw new FormatException($"'{range}' has the step '{text}', which is no size or number above 0.");

        ulong more = (last - first) / step;
        if (more >= Axes.MaxValues)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"'{range}' has {(UInt128)more + 1:N0} values; at most {Axes.MaxValues:N0} are accepted."));
        }

        return [.. Enumerable.Range(0, (int)more + 1).Select(i => first + ((ulong)i * step))];
    }

    private static string Text(Setting axis, string range, ulong number) =>
        axis.Parse(number.ToString(CultureInfo.InvariantCulture)) ?? throw new FormatException(
            $"'{range}' has the value {number.ToString(CultureInfo.InvariantCulture)}, which is not allowed; allowed: {axis.Allowed}.");
}
