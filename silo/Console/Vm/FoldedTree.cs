using S2Grid.Mmu.Tables;

namespace S2Grid.Web.Vm;

/// <summary>A tree as lines, with neighbours that are alike, all that is below them included, as one.</summary>
internal sealed class FoldedTree
{
    /// <summary>The most lines that are shown.</summary>
    public const int MostLines = 24;

    private readonly VmConfiguration vm;
    private readonly Stage2Geometry tree;
    private readonly IReadOnlyList<MapRun> map;
    private readonly Dictionary<string, int> known = [];
    private readonly List<Node> nodes = [];
    private int next;

    private FoldedTree(IReadOnlyList<MapRun> map, VmConfiguration vm) => (this.map, this.vm, tree) = (map, vm, vm.Geometry);

    /// <summary>Folds a tree.</summary>
    /// <param name="map">The tree.</param>
    /// <param name="vm">Its VM. What lies outside of the slot is left out.</param>
    /// <returns>The first lines, and how many there are.</returns>
    public static (IReadOnlyList<TreeLine> Lines, int Count) Of(IReadOnlyList<MapRun> map, VmConfiguration vm)
    {
        var folded = new FoldedTree(map, vm);
        List<TreeLine> lines = [];
        int count = folded.Write(folded.Read(vm.Geometry.StartLevel), 1, lines);
        return (lines, count);
    }

    /// <summary>Reads entries of a level until one of a higher level comes, equal neighbours as one.</summary>
    private List<(int Node, long Count)> Read(int level)
    {
        List<(int Node, long Count)> entries = [];
        ulong size = tree.GranuleSize(level);
        while (next < map.Count && map[next].Level == level)
        {
            MapRun run = map[next++];
            ulong start = Math.Max(run.Ipa, vm.Base & ~(size - 1));
            ulong end = Math.Min(run.Ipa + ((ulong)run.Count * size), (vm.End + size - 1) & ~(size - 1));
            List<(int Node, long Count)> below = run.Kind switch
            {
                MapRunKind.ExpandedTable => Read(level + 1),
                MapRunKind.UniformTable => Uniform(level + 1, run),
                _ => [],
            };
            if (start >= end)
                continue;

            EntryKind kind = run.Kind is MapRunKind.ExpandedTable or MapRunKind.UniformTable ? EntryKind.Table
                : run.Kind == MapRunKind.Hole ? EntryKind.Hole : Extent.KindOf(run.Attributes);
            int node = NodeOf(new Node(level, kind, kind == EntryKind.Table ? 0 : run.Attributes, below));
            Add(entries, node, (long)((end - start) / size));
        }

        return entries;
    }

    private List<(int Node, long Count)> Uniform(int level, MapRun run) =>
    [
        (NodeOf(level == run.LeafLevel
            ? new Node(level, Extent.KindOf(run.Attributes), run.Attributes, [])
            : new Node(level, EntryKind.Table, 0, Uniform(level + 1, run))), tree.EntriesPerTable),
    ];

    private static void Add(List<(int Node, long Count)> entries, int node, long count)
    {
        if (entries is [.., var last] && last.Node == node)
            entries[^1] = (node, last.Count + count);
        else
            entries.Add((node, count));
    }

    private int NodeOf(Node node)
    {
        string key = Invariant($"{node.Level}/{node.Kind}/{node.Attributes}/")
            + string.Join(',', node.Below.Select(one => Invariant($"{one.Node}*{one.Count}")));
        if (!known.TryGetValue(key, out int number))
        {
            known[key] = number = nodes.Count;
            nodes.Add(node);
        }

        return number;
    }

    private int Write(List<(int Node, long Count)> entries, long parents, List<TreeLine> lines)
    {
        int written = 0;
        foreach ((int number, long count) in entries)
        {
            Node node = nodes[number];
            if (lines.Count < MostLines)
                lines.Add(new TreeLine(node.Level, Invariant($"{count:N0} x {What(node)}"), count * parents, Letters(node)));

            written += 1 + Write(node.Below, count * parents, lines);
        }

        return written;
    }

    private string What(Node node) => node.Kind == EntryKind.Table ? "table"
        : $"{ByteSize.Format(tree.GranuleSize(node.Level))} "
            + (node.Kind == EntryKind.Hole ? "hole" : node.Level == Stage2Geometry.LastLevel ? "page" : "block");

    private static string Letters(Node node) => node.Kind is EntryKind.Table or EntryKind.Hole
        ? "" : new Descriptor(node.Attributes).Letters + Invariant($" 0x{node.Attributes:x}");

    private sealed record Node(int Level, EntryKind Kind, ulong Attributes, List<(int Node, long Count)> Below);
}
