using S2Grid.Storage;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Tests;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>A segment on a disk: either it is what was stored, or it is named.</summary>
internal sealed class SegmentTarget : FuzzTarget, IDisposable
{
    private readonly StoredSweep sweep = new();
    private readonly string file;
    private readonly string name;
    private readonly string expected;

    public SegmentTarget()
        : base("segment", 200)
    {
        BatchRecord[] batches = [sweep.StoreDone(0, 2).Result, sweep.StoreDone(2, 2).Result];
        name = batches[0].File;
        file = Path.Combine(sweep.Segments, name);
        Corpus = [File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(sweep.Segments, batches[1].File))];
        expected = Figures();
    }

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override Task RunAsync(byte[] input)
    {
        File.WriteAllBytes(file, input);
        try
        {
            Require(Figures() == expected, "the figures that were stored");
        }
        catch (StorageException e)
        {
            Require(e.Message.Contains(name, StringComparison.Ordinal), $"the segment's name: {e.Message}");
        }

        return Task.CompletedTask;
    }

    public void Dispose() => sweep.Dispose();

    private string Figures()
    {
        using SegmentReader reader = sweep.Read();
        return string.Join('\n', reader.Query(null).Rows.Select(row => string.Join(' ', row)));
    }
}
