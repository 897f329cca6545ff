namespace S2Grid.Cli.Tests.OlderData;

/// <summary>A table in CSV, each row of which is a line.</summary>
internal sealed class ResultsCsv
{
    private readonly string[] header;

    private ResultsCsv(string[] header, IReadOnlyList<string[]> rows)
    {
        this.header = header;
        Rows = rows;
    }

    /// <summary>The rows below the header.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>The values of a column.</summary>
    public IEnumerable<string> this[string column]
    {
        get
        {
            int at = Array.IndexOf(header, column);
            Assert.True(at >= 0, $"There is no column {column} any more.");
            return Rows.Select(row => row[at]);
        }
    }

    public static ResultsCsv Parse(string text)
    {
        string[][] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Cells)];
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
        return new ResultsCsv(lines[0], lines[1..]);
    }

    /// <summary>The rows of certain runs.</summary>
    public ResultsCsv Only(IEnumerable<string> runs)
    {
        HashSet<string> wanted = [.. runs];
        return new ResultsCsv(header, [.. Rows.Zip(this["run"]).Where(row => wanted.Contains(row.Second)).Select(row => row.First)]);
    }

    /// <summary>Asserts that every column of another table is here with the same values; further columns may stand beside them.</summary>
    public void HasAllOf(ResultsCsv other, params string[] but)
    {
        foreach (string column in other.header.Except(but))
            Assert.Equal(other[column], this[column]);
    }

    /// <summary>The cells of a line; every second part between quotes is quoted, and a comma there parts nothing.</summary>
    private static string[] Cells(string line)
    {
        const char Parting = '\n';
        IEnumerable<string> parts = line.Split('"').Select((part, index) => index % 2 == 0 ? part.Replace(',', Parting) : part);
        return string.Concat(parts).Split(Parting);
    }
}
