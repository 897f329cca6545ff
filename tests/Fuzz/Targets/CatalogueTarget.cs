using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Sqlite;
using S2Grid.Storage.Tests;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>
/// The catalogue on a disk: either all rows that were written down, or a sentence. A bit that flips inside a value and leaves it one that
/// could be there is not seen: SQLite keeps no checksums.
/// </summary>
internal sealed class CatalogueTarget : FuzzTarget, IDisposable
{
    private readonly TemporaryData data = new();
    private readonly string expected;

    public CatalogueTarget()
        : base("catalogue", 150)
    {
        using (var sweep = new StoredSweep())
        {
            sweep.StoreDone(0, 2).Wait();
            sweep.StoreDone(2, 2).Wait();
            sweep.Catalogue.DisposeAsync().AsTask().Wait();
            Corpus = [File.ReadAllBytes(sweep.CatalogueFile)];
        }

        Directory.CreateDirectory(data.Directory.Path);
        expected = TellAsync(Corpus[0]).Result;
    }

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override async Task RunAsync(byte[] input)
    {
        string told;
        try
        {
            told = await TellAsync(input);
        }
        catch (StorageException e)
        {
            Require(e.Message.Contains("catalogue.db", StringComparison.Ordinal), $"a sentence about the file: {e.Message}");
            return;
        }

        Require(told == expected, $"as many rows as were written down: {told}");
    }

    public void Dispose() => data.Dispose();

    private async Task<string> TellAsync(byte[] content)
    {
        foreach (string old in Directory.EnumerateFiles(data.Directory.Path))
            File.Delete(old);

        await File.WriteAllBytesAsync(Path.Combine(data.Directory.Path, "catalogue.db"), content);
        await using var catalogue = SqliteCatalogue.Open(data.Directory);
        var told = new List<string>();
        foreach (SweepRecord sweep in await catalogue.List())
        {
            SweepCounts counts = await catalogue.Counts(sweep.Id);
            IReadOnlyList<BatchRecord> batches = await catalogue.Batches(sweep.Id);
            Require(counts.Segments == batches.Count, "as many batches as are counted");
            told.Add($"{batches.Count} batches, {(await catalogue.Leases(sweep.Id)).Count} leases");
        }

        return string.Join('\n', told);
    }
}
