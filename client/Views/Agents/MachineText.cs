using static System.FormattableString;

namespace S2Grid.Views.Agents;

/// <summary>Machines for people.</summary>
public static class MachineText
{
    /// <summary>The facts about a machine, one line each.</summary>
    public static IEnumerable<(string Name, string Value)> Lines(Machine machine)
    {
        yield return ("provenance", machine.Provenance + After(": ", machine.ProvenanceReason));
        yield return ("host", machine.HostName);
        yield return ("cpu",
            Invariant($"{machine.Architecture}{After(", ", machine.CpuModel)}{After(", MIDR ", machine.Midr)}, {machine.Cores} cores"));
        yield return ("memory", HumanSize.Describe(machine.MemoryBytes));
        yield return ("kernel", $"{machine.Kernel}, pages of {ByteSize.Format((ulong)machine.PageBytes)}");
        yield return ("kernel strategy",
            machine.KernelStrategy.Length > 0 ? machine.KernelStrategy : $"no label, taken for {machine.EffectiveStrategy}");
        if (machine.KernelVariants.Count > 0)
            yield return ("can boot", string.Join(", ", machine.KernelVariants));

        yield return ("kvm",
            machine.KvmFault is { } fault
                ? $"not usable: {fault}" : Invariant($"up to {machine.Kvm.Vcpus} vCPUs and {machine.Kvm.Memslots} memslots"));
        yield return ("eager split", machine.Kvm.BlockSizes == 0 ? "no" : $"chunks of {Sizes(machine.Kvm.BlockSizes)}");
        yield return ("manual protect", (machine.Kvm.ManualProtect & 3) switch
        {
            0 => "no",
            1 => "yes",
            _ => "yes, with everything initially dirty",
        });
        yield return ("dirty ring", machine.Kvm.DirtyRing == 0 ? "no" : HumanSize.Describe(machine.Kvm.DirtyRing));
        yield return ("huge pages", Pools(machine));
        yield return ("thp", machine.ThpMode);
        yield return ("counts functions", machine.Counts ? "yes" : "no");
        yield return ("dirty_log_perf_test", machine.Selftest ? "yes" : "no");
        foreach ((string name, string value) in machine.Surroundings.OrderBy(fact => fact.Key, StringComparer.Ordinal))
            yield return (name.Replace('_', ' '), value);

        yield return ("agent", machine.AgentVersion);
    }

    /// <summary>The sizes in a bitmap of sizes.</summary>
    public static IEnumerable<ulong> SizesIn(ulong bitmap)
        => Enumerable.Range(0, 64).Select(bit => 1UL << bit).Where(size => (bitmap & size) != 0);

    /// <summary>The sizes in a bitmap of sizes, for people.</summary>
    public static string Sizes(ulong bitmap) => string.Join(", ", SizesIn(bitmap).Select(ByteSize.Format));

    /// <summary>A machine's huge pages in words.</summary>
    public static string Pools(Machine machine) => machine.HugePages.Count == 0 ? "none" : string.Join(
        ", ", machine.HugePages.Select(pool => Invariant($"{pool.Free} of {pool.Total} of {ByteSize.Format((ulong)pool.Bytes)} free")));

    private static string After(string before, string text) => text.Length > 0 ? before + text : "";
}
