namespace S2Grid.Storage.Catalogue;

/// <summary>What the batches of a sweep add up to.</summary>
/// <param name="Done">Runs whose results are stored.</param>
/// <param name="Failed">Of these, failures.</param>
/// <param name="Reused">Of these, runs that share the counters of an equal run.</param>
/// <param name="Segments">Result files.</param>
/// <param name="Bytes">Bytes of the result files.</param>
public readonly record struct SweepCounts(long Done, long Failed, long Reused, long Segments, long Bytes)
{
    /// <summary>Whether there are further batches, of which it is not known any more what they are.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>The same with a batch more.</summary>
    public SweepCounts With(BatchRecord batch) => this with
    {
        Done = Done + batch.Count,
        Failed = Failed + batch.Failed,
        Reused = Reused + batch.Reused,
        Segments = Segments + 1,
        Bytes = Bytes + batch.Bytes,
    };
}
