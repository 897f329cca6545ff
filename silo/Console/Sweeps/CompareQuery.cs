namespace S2Grid.Web.Sweeps;

/// <summary>The choices in the address of the page that compares.</summary>
/// <param name="Sweeps">The sweeps, the baseline first.</param>
/// <param name="Where">The condition that runs meet; null for all.</param>
/// <param name="By">The axes that vary from row to row; empty for the usual ones.</param>
/// <param name="Ignored">The axes that need not be equal.</param>
public sealed record CompareQuery(
    IReadOnlyList<string> Sweeps, string? Where, IReadOnlyList<string> By, IReadOnlyList<string> Ignored)
{
    private const int MostSweeps = 8;

    /// <summary>Reads an address.</summary>
    public static CompareQuery Read(IQueryCollection query)
    {
        return new CompareQuery(
            [.. query["sweep"].OfType<string>().Where(name => name.Length > 0).Distinct().Take(MostSweeps)],
            query["where"].ToString().Trim() is { Length: > 0 } where ? where : null, List("by"), List("ignore"));

        string[] List(string name) =>
            [.. query[name].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
    }
}
