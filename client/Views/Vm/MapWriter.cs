using static System.FormattableString;

namespace S2Grid.Views.Vm;

/// <summary>
/// Draws a VM's table tree in lines of address range, size, level and attributes, as page-table dumps are read.
/// Entries of a table stand indented under it; neighbours that are alike share a line.
/// </summary>
public static class MapWriter
{
    /// <summary>Writes a heading and a line per run of equal entries.</summary>
    public static void Write(TextWriter output, Stage2Geometry geometry, IEnumerable<MapRun> runs)
    {
        string granule = ByteSize.Format(geometry.PageSize);
        string root = Invariant($"{geometry.RootPages} root page{(geometry.RootPages == 1 ? "" : "s")} at level {geometry.StartLevel}");
        output.WriteLine(Invariant($"---[ stage 2: {geometry.IaBits} address bits, {granule} granule, {root} ]---"));
        foreach (MapRun run in runs)
            output.WriteLine(Line(geometry, run));
    }

    private static string Line(Stage2Geometry geometry, MapRun run)
    {
        ulong size = geometry.GranuleSize(run.Level) * (ulong)run.Count;
        string indent = new(' ', 2 * (run.Level - geometry.StartLevel));
        string attributes = run.Kind is MapRunKind.Leaf or MapRunKind.UniformTable
            ? Invariant($"  {new Descriptor(run.Attributes).Letters} 0x{run.Attributes:x}")
            : "";
        string range = Invariant($"0x{run.Ipa:x12}-0x{run.Ipa + size:x12} {ByteSize.Format(size),7}");
        return Invariant($"{range}  {run.Level}  {indent + What(geometry, run),-44}{attributes}").TrimEnd();
    }

    private static string What(Stage2Geometry geometry, MapRun run)
    {
        string own = ByteSize.Format(geometry.GranuleSize(run.Level));
        string kind = run.LeafLevel == Stage2Geometry.LastLevel ? "page" : "block";
        string leaf = $"{ByteSize.Format(geometry.GranuleSize(run.LeafLevel))} {kind}";
        ulong leaves = geometry.GranuleSize(run.Level) / geometry.GranuleSize(run.LeafLevel);
        return run.Kind switch
        {
            MapRunKind.Hole => Invariant($"{run.Count:N0} x {own} hole"),
            MapRunKind.Leaf => Invariant($"{run.Count:N0} x {leaf}"),
            MapRunKind.UniformTable => Invariant($"{run.Count:N0} x table, uniform: {leaves:N0} x {leaf}"),
            _ => "table, expanded",
        };
    }
}
