namespace S2Grid.Api.Requests;

/// <summary>The parameters of lists that come in pages.</summary>
internal static class Paging
{
    /// <summary>The most items of a page.</summary>
    public const int Most = 1000;

    private const int Usual = 100;

    /// <summary>How many items a page has.</summary>
    public static Option<int> Limit() => CliOption.Number("--limit", "N", "Items of a page", 1, Most, Usual);

    /// <summary>Where a page begins.</summary>
    public static Option<string?> Cursor() => CliOption.OptionalText(
        "--cursor", "CURSOR", "Where to go on: 'next' of the page before", "the beginning");

    /// <summary>Refuses a cursor that no page ends with.</summary>
    public static UsageException Wrong(string cursor) => new(new UsageError(
        $"--cursor: '{PrintableText.Sanitize(cursor)}' is not what a page ended with; leave it out to begin anew", cursor, "--cursor"));
}
