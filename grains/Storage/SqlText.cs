namespace S2Grid.Storage;

/// <summary>Texts and names as SQL writes them.</summary>
internal static class SqlText
{
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Name(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
