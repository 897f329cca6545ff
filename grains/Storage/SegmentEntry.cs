namespace S2Grid.Storage;

/// <summary>A segment that was made, whether or not it has become a part of its sweep.</summary>
/// <param name="Batch">What the catalogue has to know of it.</param>
/// <param name="Lease">The number of the lease under which it was made.</param>
public sealed record SegmentEntry(BatchRecord Batch, long Lease);
