using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Sqlite;
using S2Grid.Storage.Tests;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>
/// The catalogue on a disk: either all that runs, their identities and results follow from is as it was written down, or there is a
/// sentence. How a sweep stands is changed statement by statement, and has no digest.
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

        Require(told == expected, $"what was written down: {told}");
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
            SweepRecord at = sweep with
            {
                Phase = default,
                Fault = null,
                StartedAt = default,
                DoneAtStart = 0,
                EndedAt = null,
                Replaces = null,
                Policy = SweepPolicy.Default,
            };
            told.Add($"{at} {counts}: {string.Join(", ", batches)}");
        }

        return string.Join('\n', told);
    }
}
