using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Views.Vm;

/// <summary>Writes a VM's steps for people: a table of the counters that are not zero for each step.</summary>
public static class VmTableWriter
{
    /// <summary>Writes what was simulated and a table per step.</summary>
    public static void Write(Page page, VmConfiguration configuration, IEnumerable<ReplayStep> steps)
    {
        page.Write(Describe(configuration));
        if (configuration.Kernel.Caveat([configuration]) is { } caveat)
            page.Write($"{configuration.Kernel.Title}: {configuration.Kernel.Difference}. {caveat}");

        int number = 0;
        foreach (ReplayStep done in steps)
        {
            page.Write();
            page.Write($"{++number}. {done.Step}");
            WriteCounters(page.Out, configuration.Geometry.StartLevel, done.Counters!);
        }
    }

    /// <summary>What was simulated, in a line.</summary>
    public static string Describe(VmConfiguration configuration)
    {
        string[] parts =
        [
            $"{ByteSize.Format(configuration.Memory)} at 0x{configuration.Base:x}",
            $"backing {configuration.Backing.Describe(configuration.Geometry)}",
            $"strategy {configuration.Strategy}",
            configuration.Chunk == SplitChunk.None ? "no eager split" : $"chunk {configuration.Chunk}",
            Invariant($"{configuration.IaBits} address bits"),
            $"{ByteSize.Format(configuration.Geometry.PageSize)} granule",
            configuration.Fwb ? "FWB" : "no FWB",
            configuration.TlbiRange ? "TLBI range" : "no TLBI range",
            .. Further(configuration),
        ];
        return string.Join(", ", parts);
    }

    /// <summary>What is unlike today's kernel, and that it is only proposed where it is.</summary>
    private static IEnumerable<string> Further(VmConfiguration vm)
    {
        if (vm.Kernel != KernelDialect.LinuxNext)
            yield return $"kernel {vm.Kernel}";

        if (vm.ClearPages > 0)
            yield return Invariant($"{vm.ClearPages} pages per CLEAR");

        if (vm.DirtyTracking == DirtyTracking.Hdbss)
            yield return Invariant($"HDBSS of {vm.HdbssEntries} entries (rules: proposed)");

        if (vm.Clean == LogCleaning.Hacdbs)
            yield return "HACDBS (rules: proposed)";

        if (!vm.NeedsBreakBeforeMake)
            yield return "no break-before-make (rules: proposed)";
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
