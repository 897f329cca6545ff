using System.Runtime.CompilerServices;
using S2Grid.Views.Grids;

namespace S2Grid.Api.Grids;

/// <summary>The grid that this silo is a part of, as commands use one.</summary>
/// <param name="factory">The way to the grains.</param>
/// <param name="catalogue">Which batches there are.</param>
/// <param name="segments">The results.</param>
internal sealed class SiloSession(IGrainFactory factory, SweepCatalogue catalogue, ISegmentStore segments) : GridSession
{
    private readonly GridGrains grains = new(factory);

    /// <inheritdoc/>
    public override string Place => catalogue.Place;

    /// <inheritdoc/>
    public override bool IsCluster => true;

    /// <inheritdoc/>
    public override Task<T> AskAsync<T>(Func<GridGrains, Task<T>> question, CancellationToken cancellation) =>
        question(grains).WaitAsync(cancellation);

    /// <inheritdoc/>
    /// <remarks>Asks again and again: a stream would hang when the silo of the sweep dies.</remarks>
    public override async IAsyncEnumerable<SweepProgress> WatchAsync(
        string id, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            SweepProgress progress = (await AskAsync(all => all.Sweep(id).GetStatus(), cancellation)).Progress;
            yield return progress;
            if (progress.State.IsAtRest())
                yield break;

            await Task.Delay(interval, cancellation);
        }
    }

    /// <inheritdoc/>
    public override Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation) =>
        SegmentReader.OpenAsync(catalogue, segments, id, plan, cancellation);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
