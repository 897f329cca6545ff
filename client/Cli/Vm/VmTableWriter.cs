using System.Globalization;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Replay;
using static System.FormattableString;

namespace S2Grid.Cli.Vm;

/// <summary>Writes a VM's steps for people: a table of the counters that are not zero for each step.</summary>
internal static class VmTableWriter
{
    /// <summary>Writes what was simulated and a table per step.</summary>
    public static void Write(TextWriter output, VmConfiguration configuration, IEnumerable<ReplayStep> steps)
    {
        output.WriteLine(Describe(configuration));
        int number = 0;
        foreach (ReplayStep done in steps)
        {
            output.WriteLine();
            output.WriteLine($"{++number}. {done.Step}");
            WriteCounters(output, configuration.Geometry.StartLevel, done.Counters!);
        }
    }

    /// <summary>What was simulated, in a line.</summary>
    public static string Describe(VmConfiguration configuration)
    {
        string[] parts =
        [
            $"{ByteSize.Format(configuration.Memory)} at 0x{configuration.Base:x}",
            $"backing {configuration.Backing}",
            $"strategy {configuration.Strategy}",
            configuration.Chunk == SplitChunk.None ? "no eager split" : $"chunk {configuration.Chunk}",
            Invariant($"{configuration.IaBits} address bits"),
            $"{ByteSize.Format(configuration.Geometry.PageSize)} granule",
            configuration.Fwb ? "FWB" : "no FWB",
            configuration.TlbiRange ? "TLBI range" : "no TLBI range",
        ];
        return string.Join(", ", parts);
    }

    private static void WriteCounters(TextWriter output, int startLevel, StepCounters counters)
    {
        int[] levels = [.. Enumerable.Range(startLevel, Stage2Geometry.LevelCount - startLevel)];
        var table = new TextTable(["counter", " total", .. levels.Select(level => Invariant($" level {level}"))]);
        foreach (CounterField field in CounterLayout.Fields.Where(field => counters.Total(field) != 0))
        {
            IEnumerable<string> perLevel = levels.Select(level => field.PerLevel ? Shown(counters.Values[field.Offset + level]) : "");
            table.Add([field.Name, Shown(counters.Total(field)), .. perLevel]);
        }

        if (table.Count == 0)
        {
            output.WriteLine("  nothing is counted");
            return;
        }

        table.WriteText(output, indent: 2);
    }

    private static string Shown(long value) => value == 0 ? "." : value.ToString("N0", CultureInfo.InvariantCulture);
}
