namespace S2Grid.Experiments.Planning;

/// <summary>
/// Upper estimate of the memory that the simulator takes for a VM's tables: those above the lowest level, and at the lowest level one
/// for each block in which writes leave some pages unlike others.
/// </summary>
public static class TableEstimate
{
    /// <summary>Table memory is taken from the system in pieces, each as large as all before it, of these sizes in bytes.</summary>
    private const ulong MinPiece = 64 << 10;
    private const ulong MaxPiece = 4 << 20;

    /// <summary>The estimate for a run, in bytes.</summary>
    public static long Bytes(RunConfiguration configuration) =>
        (long)Bytes(new Stage2Geometry(configuration.PageShift, configuration.IaBits), configuration.Memory, configuration.Dirty);

    /// <summary>The estimate for a tree that maps <paramref name="memory"/> bytes of which the guest writes some pages, in bytes.</summary>
    internal static ulong Bytes(Stage2Geometry tree, ulong memory, PageSelection written)
    {
        ulong tables = (ulong)tree.RootPages;
        ulong bytes = MinPiece + (tables * tree.PageSize > MinPiece ? tables * tree.PageSize : 0);
        for (int level = tree.StartLevel + 1; level <= Stage2Geometry.LastLevel; level++)
        {
            ulong parents = memory / tree.GranuleSize(level - 1);

            // One more at each end of a slot that is not aligned, and one that is being built.
            tables += 3 + (level < Stage2Geometry.LastLevel ? parents : Math.Min(parents, MixedBlocks(tree, memory, written)));
        }

        while (bytes < tables * tree.PageSize)
            bytes += Math.Min(bytes, MaxPiece);

        return bytes;
    }

    private static ulong MixedBlocks(Stage2Geometry tree, ulong memory, PageSelection written) => written.Kind switch
    {
        PageSelectionKind.All => 0,
        PageSelectionKind.Page => 1,
        PageSelectionKind.Stride => (memory / Math.Max(written.Value, tree.PageSize)) + 1,
        _ => ulong.MaxValue,
    };
}
