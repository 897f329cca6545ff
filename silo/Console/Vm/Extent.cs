using S2Grid.Mmu.Tables;

namespace S2Grid.Web.Vm;

/// <summary>Neighbouring entries of a level that are alike, whichever tables they stand in.</summary>
/// <param name="Start">IPA of the first.</param>
/// <param name="End">One byte beyond the last.</param>
/// <param name="Kind">What they are.</param>
/// <param name="Attributes">A leaf's attributes.</param>
internal readonly record struct Extent(ulong Start, ulong End, EntryKind Kind, ulong Attributes)
{
    /// <summary>What a leaf with these attributes is.</summary>
    internal static EntryKind KindOf(ulong attributes) => new Descriptor(attributes) switch
    {
        { IsYoung: false } => EntryKind.Old,
        { IsWritable: true } => EntryKind.Writable,
        _ => EntryKind.Protected,
    };

    /// <summary>The entries of each level within a slot, by address: those of uniform tables as if they stood there one by one.</summary>
    /// <param name="map">The tree.</param>
    /// <param name="vm">The slot. What lies outside is left out.</param>
    internal static List<Extent>[] ByLevel(IReadOnlyList<MapRun> map, VmConfiguration vm)
    {
        Stage2Geometry tree = vm.Geometry;
        List<Extent>[] levels = [.. Enumerable.Range(0, Stage2Geometry.LevelCount).Select(_ => new List<Extent>())];
        foreach (MapRun run in map)
        {
            ulong end = run.Ipa + ((ulong)run.Count * tree.GranuleSize(run.Level));
            int last = run.Kind == MapRunKind.UniformTable ? run.LeafLevel : run.Level;
            for (int level = run.Level; level < last; level++)
                Add(levels[level], run.Ipa, end, EntryKind.Table, 0);

            EntryKind kind = run.Kind switch
            {
                MapRunKind.Hole => EntryKind.Hole,
                MapRunKind.ExpandedTable => EntryKind.Table,
                _ => KindOf(run.Attributes),
            };
            Add(levels[last], run.Ipa, end, kind, run.Attributes);
        }

        return levels;

        void Add(List<Extent> level, ulong start, ulong end, EntryKind kind, ulong attributes)
        {
            (start, end) = (Math.Max(start, vm.Base), Math.Min(end, vm.End));
            if (start >= end)
                return;

            if (level is [.., var before] && before.End == start && before.Kind == kind && before.Attributes == attributes)
                level[^1] = before with { End = end };
            else
                level.Add(new Extent(start, end, kind, attributes));
        }
    }

    /// <summary>The parts of two lists, each by address, in which they differ.</summary>
    internal static List<Extent> Differences(List<Extent> before, List<Extent> after)
    {
        List<Extent> changed = [];
        ulong[] cuts = [.. before.Concat(after).SelectMany(one => (ulong[])[one.Start, one.End]).Distinct().Order()];
        (int b, int a) = (0, 0);
        for (int i = 0; i + 1 < cuts.Length; i++)
        {
            (Extent? old, Extent? now) = (At(before, ref b, cuts[i]), At(after, ref a, cuts[i]));
            if (old?.Kind == now?.Kind && old?.Attributes == now?.Attributes)
                continue;

            if (changed is [.., var last] && last.End == cuts[i])
                changed[^1] = last with { End = cuts[i + 1] };
            else
                changed.Add(new Extent(cuts[i], cuts[i + 1], EntryKind.Table, 0));
        }

        return changed;

        static Extent? At(List<Extent> list, ref int next, ulong address)
        {
            while (next < list.Count && list[next].End <= address)
                next++;

            return next < list.Count && list[next].Start <= address ? list[next] : null;
        }
    }
}
