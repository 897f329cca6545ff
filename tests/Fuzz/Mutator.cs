using System.Text;

namespace S2Grid.Fuzz.Tests;

/// <summary>Makes inputs of a target from valid ones.</summary>
internal sealed class Mutator(FuzzTarget target)
{
    private const int MaxLength = 1 << 16;

    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
        "18446744073709551616", "1e308", "-1e-308", "1e999", "NaN", "0x", "0xffffffffffffffff", "00", "1.", ".5", "0.1.2", "1_000",
        "16777216T", "0.000001K", "79228162514264337593543950336", new('9', 400),
    ];

    private static readonly string[] Strange =
    [
        "\0", "\e[2J", "\r", "\t", "\u0085", "\u2028", "\u202e", "\ufeff", "\ufffd", "\u0130", "\u00df", "e\u0301",
        "\U0001f600", "\\ud800", "\\u0000",
        "''", "\"", "\"\"", "'", "\\", "%s%n", "{0}", "${x}", "~", "null", "---", "...", "? ", "- ", ": ", "#",
        "&a", "*a", "!!t", "|\n", ">\n",
    ];

    private static readonly string[] Openings = ["[", "{", "(", "- ", "{a: ", "[[", "{\"a\":", "\"", "not (", "-"];

    /// <summary>The input of a number, always the same for a seed.</summary>
    public byte[] Make(int seed, long number)
    {
        var random = new Random(HashOf(seed, number));
        List<byte> input = [.. Any(target.Corpus, random)];
        for (int left = random.Next(8) == 0 ? 12 : 1 + random.Next(4); left > 0; left--)
        {
            if (target.Words.Count > 0 && random.Next(4) > 0)
                ChangeText(input, random);
            else
                ChangeBytes(input, random);
        }

        if (input.Count > MaxLength)
            input.RemoveRange(MaxLength, input.Count - MaxLength);

        return [.. input];
    }

    /// <summary>Not <see cref="HashCode"/>, which begins with another number in each process.</summary>
    private static int HashOf(int seed, long number)
    {
        ulong hash = unchecked((((ulong)(uint)seed << 32) ^ (ulong)number) * 0x9e3779b97f4a7c15);
        return (int)(hash >> 33);
    }

    private void ChangeBytes(List<byte> input, Random random)
    {
        (int start, int length) = Part(input, random);
        switch (random.Next(8))
        {
            case 0 or 1 when input.Count > 0:
                input[random.Next(input.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when input.Count > 0:
                input[random.Next(input.Count)] = (byte)random.Next(256);
                break;
            case 3:
                input.RemoveRange(start, length);
                break;
            case 4:
                List<byte> part = input.GetRange(start, length);
                for (int times = random.Next(20) == 0 ? 500 : 1; times > 0 && input.Count < MaxLength; times--)
                    input.InsertRange(start, part);

                break;
            case 5:
                int cut = random.Next(input.Count + 1);
                input.RemoveRange(cut, input.Count - cut);
                break;
            case 6:
                byte[] other = Any(target.Corpus, random);
                input.InsertRange(random.Next(input.Count + 1), other[random.Next(other.Length + 1)..]);
                break;
            default:
                for (int i = start; i < start + length; i++)
                    input[i] = 0;

                break;
        }
    }

    private void ChangeText(List<byte> input, Random random)
    {
        string text = Encoding.UTF8.GetString(input.ToArray());
        (int Start, int Length)[] tokens = [.. Tokens(text)];
        (int start, int length) = tokens.Length > 0 ? Any(tokens, random) : (random.Next(text.Length + 1), 0);
        string token = text.Substring(start, length);
        string changed = random.Next(10) switch
        {
            0 or 1 or 2 => Any(target.Words, random),
            3 => Any(Numbers, random),
            4 => token + Any(Strange, random),
            5 => Any(Strange, random) + Any(target.Words, random),
            6 => string.Concat(Enumerable.Repeat(Any(Openings, random), random.Next(4) == 0 ? 5_000 : random.Next(70))) + token,
            7 => "",
            8 => $"{token}{Any([" ", ",", ", ", "\n", "=", "..", ":", ""], random)}{Any(target.Words, random)}",
            _ => tokens.Length == 0 ? token : text.Substring(Any(tokens, random) is var (from, count) ? from : 0, count),
        };
        input.Clear();
        input.AddRange(Encoding.UTF8.GetBytes(string.Concat(text.AsSpan(0, start), changed, text.AsSpan(start + length))));
    }

    private static IEnumerable<(int Start, int Length)> Tokens(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int end = at;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '_' or '.' or '%'))
                end++;
            if (end > at)
                yield return (at, end - at);

            at = Math.Max(end, at + 1);
        }
    }

    private static (int Start, int Length) Part(List<byte> input, Random random)
    {
        int start = random.Next(input.Count + 1);
        return (start, random.Next(Math.Min(input.Count - start, random.Next(3) == 0 ? 4096 : 32) + 1));
    }

    private static T Any<T>(IReadOnlyList<T> of, Random random) => of[random.Next(of.Count)];
}
