using S2Grid.Mmu;
using S2Grid.Mmu.Mapping;
using S2Grid.Mmu.Replay;
using static System.FormattableString;

namespace S2Grid.Cli.Vm;

/// <summary>Writes a VM's steps as one line of a replay file, which <c>s2grid vm replay</c> reads.</summary>
internal static class VmJsonWriter
{
    /// <summary>Writes the line.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="configuration">The VM.</param>
    /// <param name="steps">What was done, with counters.</param>
    /// <param name="map">The tree after the last step, or null if it was not asked for.</param>
    public static void Write(TextWriter output, VmConfiguration configuration, IReadOnlyList<ReplayStep> steps, IEnumerable<MapRun>? map)
    {
        string line = ReplayWriter.Write(new ReplayCase("vm", configuration, ReplayWriter.Write(configuration), steps));
        if (map is null)
        {
            output.WriteLine(line);
            return;
        }

        output.Write(line.AsSpan(0, line.Length - 1));
        string separator = ",\"map\":[";
        foreach (MapRun run in map)
        {
            output.Write(separator);
            output.Write(Entry(run));
            separator = ",";
        }

        output.WriteLine("]}");
    }

    private static string Entry(MapRun run)
    {
        string kind = run.Kind switch
        {
            MapRunKind.Hole => "hole",
            MapRunKind.Leaf => "leaf",
            MapRunKind.UniformTable => "uniform-table",
            _ => "expanded-table",
        };
        string writable = run.Writable ? "true" : "false";
        return Invariant($"{{\"level\":{run.Level},\"ipa\":\"0x{run.Ipa:x}\",\"count\":{run.Count},\"kind\":\"{kind}\",")
            + Invariant($"\"leaf_level\":{run.LeafLevel},\"attributes\":\"0x{run.Attributes:x}\",\"writable\":{writable}}}");
    }
}
