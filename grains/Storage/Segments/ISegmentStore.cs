namespace S2Grid.Storage.Segments;

/// <summary>
/// The result segments of all sweeps: immutable Parquet files that appear whole or not at all and are durable by then. A segment is a
/// part of its sweep only when the catalogue says so. Safe for use by several threads and processes.
/// </summary>
/// <exception cref="StorageException">Every method: the store cannot be reached or used now, or is full; the message says why.</exception>
public interface ISegmentStore : IAsyncDisposable
{
    /// <summary>Where it is, for messages: a folder, or a server and database without a password.</summary>
    string Place { get; }

    /// <summary>
    /// Stores a segment. It takes no other's place: what was stored under the same lease before, by a report that was sent twice, may be
    /// what the catalogue knows.
    /// </summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="buffer">The results; not empty.</param>
    /// <param name="first">The first run of the batch.</param>
    /// <param name="lease">The lease under which it was done.</param>
    /// <returns>The batch for the catalogue.</returns>
    Task<BatchRecord> Store(string sweepId, SegmentBuffer buffer, long first, long lease);

    /// <summary>Stores a segment that holds the runs of an older one, with the runs in the buffer in the place of their older
    /// results.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="older">The older segment's file name. It stays.</param>
    /// <param name="buffer">The newer results of some of its runs.</param>
    /// <param name="lease">The lease under which they were done.</param>
    /// <returns>The batch for the catalogue.</returns>
    Task<BatchRecord> StoreMerged(string sweepId, string older, SegmentBuffer buffer, long lease);

    /// <summary>Stores a segment that holds the runs of several, whose ranges follow each other.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="files">Their file names, by ascending first run. They stay.</param>
    /// <param name="lease">A number as leases have them, never used twice in the life of a sweep.</param>
    /// <returns>The batch for the catalogue.</returns>
    Task<BatchRecord> Join(string sweepId, IReadOnlyList<string> files, long lease);

    /// <summary>Deletes a segment that is not, or no longer, a part of its sweep. It may be gone already.</summary>
    Task Discard(string sweepId, string file);

    /// <summary>Every segment of a sweep that was given its name, in no particular order; it may be torn where the machine has
    /// crashed.</summary>
    Task<IReadOnlyList<SegmentFile>> List(string sweepId);

    /// <summary>What the catalogue has to know of a segment; null if it is torn, damaged or gone.</summary>
    Task<BatchRecord?> Inspect(string sweepId, string file);

    /// <summary>Deletes what was begun and not finished. Only for who knows that nobody stores under these leases now.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="lastLease">Up to which lease.</param>
    Task Tidy(string sweepId, long lastLease);

    /// <summary>Makes segments readable by path on this machine for as long as the result is not disposed of.</summary>
    /// <param name="sweepId">The sweep.</param>
    /// <param name="files">File names of segments, in any order.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>Where each lies, in the order given.</returns>
    Task<LocalSegments> Fetch(string sweepId, IReadOnlyList<string> files, CancellationToken cancellation);

    /// <summary>The bytes of a segment; null if there is none of that name.</summary>
    Task<byte[]?> Read(string sweepId, string file, CancellationToken cancellation);

    /// <summary>Deletes every segment of a sweep.</summary>
    Task DeleteSweep(string sweepId);
}
