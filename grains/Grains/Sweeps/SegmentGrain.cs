using Orleans.Concurrency;
using S2Grid.Contracts.Sweeps;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains.Sweeps;

/// <inheritdoc cref="ISegmentGrain"/>
[StatelessWorker]
public sealed class SegmentGrain(ICatalogue catalogue, ISegmentStore segments, SweepPlans plans) : Grain, ISegmentGrain
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SegmentInfo>> List(string sweepId)
    {
        await plans.Record(sweepId);
        return
        [
            .. (await catalogue.Batches(sweepId)).Select(batch =>
                new SegmentInfo(batch.First, batch.Count, batch.Failed, batch.Reused, batch.File, batch.Bytes)),
        ];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<byte[]?>> Read(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation) =>
        await Task.WhenAll(files.Select(file => segments.Read(sweepId, file, cancellation)));
}
