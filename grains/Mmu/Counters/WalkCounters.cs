namespace S2Grid.Mmu.Counters;

/// <summary>
/// Where one kind of walk counts: every kind has the same counters under a prefix of its own. An entry is read once when the walk reaches
/// it, and again (a reload) after a leaf or pre-order callback.
/// </summary>
internal readonly ref struct WalkCounters
{
    private const int Reads = 0;
    private const int Reloads = Reads + Stage2Geometry.LevelCount;
    private const int LeafCallbacks = Reloads + Stage2Geometry.LevelCount;
    private const int AfterLeafCallbacks = LeafCallbacks + Stage2Geometry.LevelCount;

    private readonly ref long first;
    private readonly int tablePost;

    /// <summary>Counts in <paramref name="counters"/>, at the place that <see cref="CounterLayout"/> gives the kind of walk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WalkCounters(StepCounters counters, int place)
    {
        first = ref counters.At(place);
        tablePost = AfterLeafCallbacks + (place == CounterLayout.Walk ? Stage2Geometry.LevelCount : 0);
    }

    /// <summary>Entries that the walk reaches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Read(int level, long count = 1) => At(Reads + level) += count;

    /// <summary>Leaf callbacks of entries that were read, and the reloads after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Leaf(int level, long count = 1)
    {
        At(LeafCallbacks + level) += count;
        At(Reloads + level) += count;
    }

    /// <summary>Entries that the walk reaches and visits as leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Visit(int level, long count = 1)
    {
        Read(level, count);
        Leaf(level, count);
    }

    /// <summary>Tables that the walk reaches and visits before their entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void VisitTable(int level, long count = 1)
    {
        Read(level, count);
        At(AfterLeafCallbacks + level) += count;
        At(Reloads + level) += count;
    }

    /// <summary>Tables that the walk visits after their entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TablePost(int level, long count = 1) => At(tablePost + level) += count;

    /// <summary>Stores to entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Write(int level, long count = 1) => At(tablePost + Stage2Geometry.LevelCount + level) += count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref long At(int index) => ref Unsafe.Add(ref first, index);
}
