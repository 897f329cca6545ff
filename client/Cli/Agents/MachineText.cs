using System.Text.Json;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Mmu;
using static System.FormattableString;

namespace S2Grid.Cli.Agents;

/// <summary>Machines for people and programs.</summary>
internal static class MachineText
{
    /// <summary>What is known of a machine, a line each.</summary>
    public static IEnumerable<(string Name, string Value)> Lines(AgentMachine machine)
    {
        yield return ("provenance", machine.Provenance.ToString().ToLowerInvariant() + After(": ", machine.ProvenanceReason));
        yield return ("host", machine.HostName);
        yield return ("cpu", Invariant($"{machine.Architecture}{After(", ", machine.CpuModel)}{After(", MIDR ", machine.Midr)}, {machine.Cores} cores"));
        yield return ("memory", HumanSize.Describe(machine.MemoryBytes));
        yield return ("kernel", $"{machine.Kernel}, pages of {ByteSize.Format((ulong)machine.PageBytes)}");
        yield return ("kernel strategy", machine.KernelStrategy.Length > 0 ? machine.KernelStrategy : $"no label, taken for {machine.EffectiveStrategy}");
        if (machine.KernelVariants.Count > 0)
        {
            yield return ("can boot", string.Join(", ", machine.KernelVariants));
        }

        yield return ("kvm", machine.KvmFault is { } fault ? $"not usable: {fault}" : Invariant($"up to {machine.Vcpus} vCPUs and {machine.Memslots} memslots"));
        yield return ("eager split", machine.BlockSizes == 0 ? "no" : $"chunks of {Sizes(machine.BlockSizes)}");
        yield return ("manual protect", (machine.ManualProtect & 3) switch
        {
            0 => "no",
            1 => "yes",
            _ => "yes, with everything initially dirty",
        });
        yield return ("dirty ring", machine.DirtyRing == 0 ? "no" : HumanSize.Describe(machine.DirtyRing));
        yield return ("huge pages", Pools(machine));
        yield return ("thp", machine.ThpMode);
        yield return ("counts functions", machine.Counts ? "yes" : "no");
        yield return ("dirty_log_perf_test", machine.Selftest ? "yes" : "no");
        yield return ("agent", machine.AgentVersion);
    }

    /// <summary>A machine for programs.</summary>
    public static void Write(Utf8JsonWriter json, AgentMachine machine)
    {
        json.WriteStartObject();
        json.WriteString("agent_version", machine.AgentVersion);
        json.WriteString("host_name", machine.HostName);
        json.WriteString("architecture", machine.Architecture);
        json.WriteString("cpu_model", machine.CpuModel);
        json.WriteString("midr", machine.Midr);
        json.WriteNumber("cores", machine.Cores);
        json.WriteNumber("memory_bytes", machine.MemoryBytes);
        json.WriteNumber("page_bytes", machine.PageBytes);
        json.WriteString("kernel_release", machine.KernelRelease);
        json.WriteString("kernel_build", machine.KernelBuild);
        json.WriteString("boot_id", machine.BootId);
        json.WriteString("provenance", machine.Provenance.ToString().ToLowerInvariant());
        json.WriteString("provenance_reason", machine.ProvenanceReason);
        json.WriteString("kvm_fault", machine.KvmFault);
        json.WriteArray("block_sizes", Bits(machine.BlockSizes), (writer, size) => writer.WriteNumberValue(size));
        json.WriteNumber("manual_protect", machine.ManualProtect);
        json.WriteNumber("dirty_ring_bytes", machine.DirtyRing);
        json.WriteNumber("vcpus", machine.Vcpus);
        json.WriteNumber("memslots", machine.Memslots);
        json.WriteNumber("ipa_bits", machine.IpaBits);
        json.WriteArray("huge_pages", machine.HugePages, Write);
        json.WriteString("thp_mode", machine.ThpMode);
        json.WriteString("kernel_strategy", machine.KernelStrategy);
        json.WriteTexts("kernel_variants", machine.KernelVariants);
        json.WriteBoolean("counts", machine.Counts);
        json.WriteBoolean("selftest", machine.Selftest);
        json.WriteEndObject();
    }

    /// <summary>The sizes in a bitmap of sizes.</summary>
    public static string Sizes(ulong bitmap) => string.Join(", ", Bits(bitmap).Select(ByteSize.Format));

    /// <summary>A machine's huge pages in words.</summary>
    public static string Pools(AgentMachine machine) => machine.HugePages.Count == 0 ? "none" : string.Join(
        ", ", machine.HugePages.Select(pool => Invariant($"{pool.Free} of {pool.Total} of {ByteSize.Format((ulong)pool.Bytes)} free")));

    private static void Write(Utf8JsonWriter json, HugePagePool pool)
    {
        json.WriteStartObject();
        json.WriteNumber("bytes", pool.Bytes);
        json.WriteNumber("total", pool.Total);
        json.WriteNumber("free", pool.Free);
        json.WriteEndObject();
    }

    private static string After(string before, string text) => text.Length > 0 ? before + text : "";

    private static IEnumerable<ulong> Bits(ulong bitmap) => Enumerable.Range(0, 64).Select(bit => 1UL << bit).Where(size => (bitmap & size) != 0);
}
