using System.Text;
using System.Text.RegularExpressions;
using S2Grid.Mmu;

namespace S2Grid.Storage.Reading;

/// <summary>
/// A person's condition on results: an SQL expression in which columns are written as they are called, <c>split.reads.3 > 0</c>,
/// without the quotes that SQL would ask for, and sizes as people write them, <c>memory_bytes >= 1G</c>.
/// </summary>
internal sealed partial class WhereClause
{
    private readonly string text;
    private readonly Dictionary<string, string> columns;
    private readonly IReadOnlyList<string> columnNames;
    private readonly string condition;

    /// <summary>Reads a condition.</summary>
    /// <exception cref="RefusedException">It names a column that does not exist, or is more than an expression.</exception>
    public WhereClause(string text, IReadOnlyList<string> columnNames)
    {
        this.text = text;
        this.columnNames = columnNames;
        columns = columnNames.ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);
        condition = Quote();
    }

    /// <summary>The condition as SQL understands it, to be put after a table's name. A comment at its end does not swallow what
    /// follows.</summary>
    public override string ToString() => $" WHERE ({condition}\n)";

    /// <summary>Turns what the database says of the condition into a message about it.</summary>
    public RefusedException Explain(DuckDBException error)
    {
        if (UnknownColumn().Match(error.Message) is { Success: true } match)
            return Unknown(match.Groups[1].Value);
        string firstLine = error.Message.Split('\n')[0].Trim();
        return new RefusedException(RefusalKind.Condition, $"'{text}' is not a valid condition: {firstLine}", columnNames);
    }

    private string Quote()
    {
        var quoted = new StringBuilder();
        int at = 0;
        int open = 0;
        while (at < text.Length)
        {
            open += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
            if (open < 0)
                throw new RefusedException(RefusalKind.Condition, $"'{text}' closes a parenthesis that it does not open.", columnNames);
            int length = text[at] switch
            {
                '\'' or '"' => Quoted(at),
                '?' or '$' => throw new RefusedException(
                    RefusalKind.Condition, $"'{text}' has a '{text[at]}', which stands for no value here.", columnNames),
                ';' => throw new RefusedException(RefusalKind.Condition, $"'{text}' is more than one condition: ';' ends it.", columnNames),
                _ when IsNameStart(text[at]) => Word(at),
                _ when char.IsAsciiDigit(text[at]) => Number(at),
                _ => 1,
            };
            string token = text.Substring(at, length);
            at += length;
            quoted.Append(Translate(token, isCall: text.AsSpan(at).TrimStart() is ['(', ..]));
        }

        return quoted.ToString();
    }

    private string Translate(string token, bool isCall)
    {
        if (char.IsAsciiDigit(token[0]) && char.IsAsciiLetter(token[^1]) && ByteSize.TryParse(token, out ulong bytes))
            return bytes.ToString(CultureInfo.InvariantCulture);
        return !isCall && columns.TryGetValue(token, out string? column) ? SqlText.Name(column) : token;
    }

    /// <summary>The longest known column that begins here, else a plain SQL word.</summary>
    private int Word(int start)
    {
        int end = start;
        while (end < text.Length && (IsNamePart(text[end]) || text[end] is '.' or '-' or ':'))
            end++;
        for (int length = end - start; length > 0; length--)
        {
            bool isWhole = start + length == text.Length || !IsNamePart(text[start + length]);
            if (isWhole && columns.ContainsKey(text.Substring(start, length)))
                return length;
        }

        int plain = start;
        while (plain < text.Length && IsNamePart(text[plain]))
            plain++;
        bool isDotted = plain < text.Length - 1 && text[plain] == '.' && IsNamePart(text[plain + 1]);
        return isDotted ? throw Unknown(text[start..end].TrimEnd('.', '-', ':')) : plain - start;
    }

    private int Number(int start)
    {
        int end = start;
        while (end < text.Length && (IsNamePart(text[end]) || text[end] == '.'))
            end++;
        return end - start;
    }

    private int Quoted(int start)
    {
        int end = text.IndexOf(text[start], start + 1);
        return end < 0
            ? throw new RefusedException(RefusalKind.Condition, $"'{text}' has a {text[start]} that is not closed.", columnNames)
            : end + 1 - start;
    }

    private RefusedException Unknown(string name)
    {
        string suggestion = DidYouMean.Suggest(name, columnNames) is { } known ? $" Did you mean '{known}'?" : "";
        return new RefusedException(RefusalKind.Condition, $"No column is called '{name}'.{suggestion}", columnNames);
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c);

    [GeneratedRegex("Referenced column \"([^\"]+)\" not found")]
    private static partial Regex UnknownColumn();
}
