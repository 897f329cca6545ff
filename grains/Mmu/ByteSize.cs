namespace S2Grid.Mmu;

/// <summary>Sizes as people write them: <c>4096</c>, <c>64M</c>, <c>2.5G</c>, <c>1T</c> (powers of 1024; <c>GiB</c> and <c>GB</c> mean the
/// same), or in hexadecimal, <c>0x40000000</c>. The one reader of them.</summary>
public static class ByteSize
{
    private const string Units = "KMGTP";

    /// <summary>Reads a size in bytes. Fractions are accepted where they give whole bytes.</summary>
    /// <returns>Whether <paramref name="text"/> is a non-negative whole number of bytes below 2^63.</returns>
    public static bool TryParse(string text, out ulong bytes)
    {
        bytes = 0;
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        if (number.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ulong.TryParse(number[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes)
                && bytes <= long.MaxValue;
        }

        number = Strip(Strip(number, "B"), "i");
        int shift = 0;
        if (number.Length > 0 && Units.IndexOf(char.ToUpperInvariant(number[^1])) is >= 0 and var unit)
        {
            shift = 10 * (unit + 1);
            number = number[..^1].TrimEnd();
        }
        else if (number.Length != text.AsSpan().Trim().Length)
        {
            return false;
        }

        if (number.Length is 0 or > 20
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
        {
            return false;
        }

        decimal scale = 1UL << shift;
        if (value > long.MaxValue / scale || decimal.Truncate(value * scale) != value * scale)
            return false;

        bytes = (ulong)(value * scale);
        return true;
    }

    /// <summary>Reads a size that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ulong Parse(string text) =>
        TryParse(text, out ulong bytes) ? bytes : throw new FormatException($"'{text}' is not a size such as 64M or 2.5G.");

    /// <summary>The shortest exact form: <c>64M</c>, <c>3078M</c>, <c>4096</c> as <c>4K</c>.</summary>
    public static string Format(ulong bytes)
    {
        int unit = bytes == 0 ? 0 : Math.Min(Units.Length, BitOperations.TrailingZeroCount(bytes) / 10);
        return (bytes >> (10 * unit)).ToString(CultureInfo.InvariantCulture) + (unit == 0 ? "" : Units[unit - 1].ToString());
    }

    private static ReadOnlySpan<char> Strip(ReadOnlySpan<char> text, string suffix) =>
        text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? text[..^suffix.Length] : text;
}
