using System.Reflection;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Storage.Reading;
using S2Grid.Views.Grids;

namespace S2Grid.Cli.Tests.Clusters;

/// <summary>A cluster that has segments and nothing else, and remembers what was fetched.</summary>
internal sealed class FakeCluster : GridSession, ISegmentGrain
{
    /// <summary>The segments it lists, with their content.</summary>
    public List<(BatchRecord Info, byte[] Content)> Stored { get; } = [];

    /// <summary>Files by call.</summary>
    public List<IReadOnlyList<string>> Calls { get; } = [];

    /// <summary>What happens before the next call is answered.</summary>
    public Action? BeforeRead { get; set; }

    /// <inheritdoc/>
    public override string Place => "nowhere";

    /// <inheritdoc/>
    public override bool IsCluster => true;

    /// <summary>Adds a segment of some bytes.</summary>
    public void Store(string file, int bytes)
    {
        byte[] content = new byte[bytes];
        Array.Fill(content, (byte)Stored.Count);
        Stored.Add((new BatchRecord(Stored.Count, 1, 0, 0, file, bytes), content));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<BatchRecord>> List(string sweepId) =>
        Task.FromResult<IReadOnlyList<BatchRecord>>([.. Stored.Select(one => one.Info)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<byte[]?>> Read(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation = default)
    {
        BeforeRead?.Invoke();
        BeforeRead = null;
        Calls.Add([.. files]);
        return Task.FromResult<IReadOnlyList<byte[]?>>([.. files.Select(file => Stored.Find(one => one.Info.File == file).Content)]);
    }

    /// <inheritdoc/>
    public override Task<T> AskAsync<T>(Func<GridGrains, Task<T>> question, CancellationToken cancellation)
    {
        IGrainFactory factory = DispatchProxy.Create<IGrainFactory, OneGrain>();
        ((OneGrain)(object)factory).Grain = this;
        return question(new GridGrains(factory));
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<SweepProgress> WatchAsync(string id, TimeSpan interval, CancellationToken cancellation) =>
        throw new NotSupportedException("This cluster has segments only.");

    /// <inheritdoc/>
    public override Task<SegmentReader> OpenResultsAsync(string id, SweepPlan plan, CancellationToken cancellation) =>
        throw new NotSupportedException("This cluster has segments only.");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
