using S2Grid.Contracts.Access;

namespace S2Grid.Contracts.Sweeps;

/// <summary>Hands result segments to clients that cannot reach the store. Any key.</summary>
public interface ISegmentGrain : IGrainWithIntegerKey
{
    /// <summary>The segments that are a part of a sweep now, by first run.</summary>
    /// <exception cref="RefusedException">There is no such sweep.</exception>
    [RequiresRole(Role.Viewer)]
    Task<IReadOnlyList<BatchRecord>> List(string sweepId);

    /// <summary>The bytes of segments, in the order given; null for one that is no longer there.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="files">File names, as <see cref="List"/> tells them; together some megabytes at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [RequiresRole(Role.Viewer)]
    Task<IReadOnlyList<byte[]?>> Read(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation = default);
}
