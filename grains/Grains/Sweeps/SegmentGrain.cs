namespace S2Grid.Grains.Sweeps;

/// <inheritdoc cref="ISegmentGrain"/>
[StatelessWorker]
internal sealed class SegmentGrain(SweepCatalogue catalogue, ISegmentStore segments, SweepPlans plans) : Grain, ISegmentGrain
{
    public async Task<IReadOnlyList<BatchRecord>> List(string sweepId)
    {
        await plans.Record(sweepId);
        return await catalogue.Batches(sweepId);
    }

    public async Task<IReadOnlyList<byte[]?>> Read(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation) =>
        await Task.WhenAll(files.Select(file => segments.Read(sweepId, file, cancellation)));
}
