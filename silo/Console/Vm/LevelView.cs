namespace S2Grid.Web.Vm;

/// <summary>A level of a VM's tree before and after a step.</summary>
/// <param name="Level">The level.</param>
/// <param name="EntrySize">How much an entry maps.</param>
/// <param name="Before">Its entries before the step, drawn.</param>
/// <param name="After">Its entries after the step, drawn.</param>
/// <param name="Changed">Where they differ, drawn.</param>
/// <param name="TextBefore">Its entries before the step, in words: <c>512 x 4K page, write-protected</c>.</param>
/// <param name="TextAfter">Its entries after the step, in words.</param>
/// <param name="ChangedEntries">How many entries differ.</param>
public sealed record LevelView(
    int Level,
    string EntrySize,
    IReadOnlyList<StripPath> Before,
    IReadOnlyList<StripPath> After,
    IReadOnlyList<StripPath> Changed,
    string TextBefore,
    string TextAfter,
    long ChangedEntries)
{
    /// <summary>What differs between two trees of a VM, level by level.</summary>
    internal static IReadOnlyList<LevelView> Of(List<Extent>[] before, List<Extent>[] after, VmConfiguration vm)
    {
        Stage2Geometry tree = vm.Geometry;
        return [.. Enumerable.Range(tree.StartLevel, Stage2Geometry.LevelCount - tree.StartLevel).Select(level =>
        {
            List<Extent> changed = Extent.Differences(before[level], after[level]);
            ulong size = tree.GranuleSize(level);
            return new LevelView(
                level, ByteSize.Format(size), StripPath.Draw(before[level], vm), StripPath.Draw(after[level], vm),
                StripPath.Draw(changed, vm), Words(before[level], level, tree), Words(after[level], level, tree),
                changed.Sum(one => Count(one, size)));
        })];
    }

    /// <summary>How many entries an extent has: those that it touches, since a slot may begin or end within one.</summary>
    private static long Count(Extent one, ulong size) => (long)(((one.End + size - 1) / size) - (one.Start / size));

    private static string Words(List<Extent> extents, int level, Stage2Geometry tree)
    {
        string size = ByteSize.Format(tree.GranuleSize(level));
        string leaf = level == Stage2Geometry.LastLevel ? "page" : "block";
        string[] parts =
        [
            .. extents.GroupBy(one => one.Kind).OrderByDescending(kind => kind.Key).Select(kind => Invariant(
                $"{kind.Sum(one => Count(one, tree.GranuleSize(level))):N0} x {size} {kind.Key switch
                {
                    EntryKind.Hole => "hole",
                    EntryKind.Table => "table",
                    EntryKind.Writable => $"{leaf}, writable",
                    EntryKind.Protected => $"{leaf}, write-protected",
                    _ => $"{leaf}, not accessed",
                }}")),
        ];
        string runs = extents.Count > StripPath.MostExtents ? Invariant($" in {extents.Count:N0} runs, drawn by share") : "";
        return parts.Length == 0 ? "nothing" : string.Join(" + ", parts) + runs;
    }
}
