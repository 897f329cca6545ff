namespace S2Grid.Storage.Segments;

/// <summary>A segment that was made, whether or not it has become a part of its sweep.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Bytes">Its size in bytes.</param>
public readonly record struct SegmentFile(string Name, long Bytes);
