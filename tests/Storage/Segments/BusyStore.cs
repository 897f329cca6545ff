using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Tests.Segments;

/// <summary>A store of which something is done just before segments are fetched for the first time.</summary>
internal sealed class BusyStore(ISegmentStore store, Func<Task> meanwhile) : ISegmentStore
{
    private Func<Task>? toDo = meanwhile;

    public string Place => store.Place;

    public async Task<LocalSegments> Fetch(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref toDo, null) is { } once)
            await once();
        return await store.Fetch(sweepId, files, cancellation);
    }

    public Task<BatchRecord> Store(string sweepId, SegmentBuffer buffer, long first, long lease) =>
        store.Store(sweepId, buffer, first, lease);

    public Task<BatchRecord> StoreMerged(string sweepId, string older, SegmentBuffer buffer, long lease) =>
        store.StoreMerged(sweepId, older, buffer, lease);

    public Task<BatchRecord> Join(string sweepId, IReadOnlyList<string> files, long lease) => store.Join(sweepId, files, lease);

    public Task Discard(string sweepId, string file) => store.Discard(sweepId, file);

    public Task<IReadOnlyList<SegmentFile>> List(string sweepId) => store.List(sweepId);

    public Task<BatchRecord?> Inspect(string sweepId, string file) => store.Inspect(sweepId, file);

    public Task Tidy(string sweepId, long lastLease) => store.Tidy(sweepId, lastLease);

    public Task<byte[]?> Read(string sweepId, string file, CancellationToken cancellation) => store.Read(sweepId, file, cancellation);

    public Task DeleteSweep(string sweepId) => store.DeleteSweep(sweepId);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
