using System.Text;

namespace S2Grid.Web.Vm;

/// <summary>A part of a strip in one colour.</summary>
/// <param name="Kind">What it shows.</param>
/// <param name="Path">Its outline, as SVG has it, in a picture <see cref="Width"/> wide and <see cref="Height"/> high.</param>
public sealed record StripPath(EntryKind Kind, string Path)
{
    /// <summary>The width of a strip's picture: that of the slot.</summary>
    public const int Width = 1000;

    /// <summary>The height of a strip's picture.</summary>
    public const int Height = 20;

    /// <summary>More extents than these are drawn as columns that show each kind's share.</summary>
    internal const int MostExtents = 300;

    private const int Columns = 250;
    private const double Thinnest = 1;

    /// <summary>Draws the entries of a level.</summary>
    internal static IReadOnlyList<StripPath> Draw(List<Extent> extents, VmConfiguration vm)
    {
        var paths = new SortedDictionary<EntryKind, StringBuilder>();
        if (extents.Count <= MostExtents)
        {
            double scale = (double)Width / vm.Memory;
            foreach (Extent one in extents)
                Rectangle(paths, one.Kind, (one.Start - vm.Base) * scale, Math.Max(Thinnest, (one.End - one.Start) * scale), 0, Height);
        }
        else
        {
            DrawShares(paths, extents, vm);
        }

        return [.. paths.Select(path => new StripPath(path.Key, path.Value.ToString()))];
    }

    private static void DrawShares(SortedDictionary<EntryKind, StringBuilder> paths, List<Extent> extents, VmConfiguration vm)
    {
        var shares = new double[Columns, Enum.GetValues<EntryKind>().Length];
        double column = (double)vm.Memory / Columns;
        foreach (Extent one in extents)
        {
            (double start, double end) = (one.Start - vm.Base, one.End - vm.Base);
            for (int i = (int)(start / column); i < Columns && i * column < end; i++)
                shares[i, (int)one.Kind] += (Math.Min(end, (i + 1) * column) - Math.Max(start, i * column)) / column;
        }

        const double Step = (double)Width / Columns;
        for (int i = 0; i < Columns; i++)
        {
            double y = Height;
            foreach (EntryKind kind in Enum.GetValues<EntryKind>().Reverse())
            {
                double share = shares[i, (int)kind] * Height;
                y -= share;
                if (share > 0)
                    Rectangle(paths, kind, i * Step, Step, y, share);
            }
        }
    }

    private static void Rectangle(
        SortedDictionary<EntryKind, StringBuilder> paths, EntryKind kind, double x, double width, double y, double height)
    {
        if (!paths.TryGetValue(kind, out StringBuilder? path))
            paths[kind] = path = new StringBuilder();

        path.Append(Invariant($"M{Math.Min(x, Width - width):0.##} {y:0.##}h{width:0.##}v{height:0.##}h-{width:0.##}z"));
    }
}
