using static System.FormattableString;

namespace S2Grid.Agent.Machines;

/// <summary>What of a machine decides whether its times can be set beside another's, by name. What it does not tell is left out.</summary>
internal static class Preflight
{
    private const string Nodes = "/sys/devices/system/node";

    /// <summary>Reads all of it.</summary>
    internal static IEnumerable<(string Name, string Value)> Read() =>
        Facts().Where(fact => !string.IsNullOrWhiteSpace(fact.Value)).Select(fact => (fact.Name, fact.Value!));

    private static IEnumerable<(string Name, string? Value)> Facts()
    {
        var log = KernelLog.Read();
        yield return ("page_bytes", Invariant($"{Environment.SystemPageSize}"));
        if (CpuFacts.Architecture == "arm64")
        {
            yield return ("cpu_features", SystemFile.Line("/proc/cpuinfo", "Features"));
            yield return ("errata", log.Errata);
            yield return ("tlbi_repeat", log.TlbiRepeat);
            yield return ("kvm_mode", log.KvmMode);
        }

        yield return ("numa_balancing", SystemFile.Read("/proc/sys/kernel/numa_balancing"));
        yield return ("load", SystemFile.Read("/proc/loadavg"));
        yield return ("cpu_pressure", SystemFile.Read("/proc/pressure/cpu")?.Split('\n')[0]);
        string[] nodes = Directory.Exists(Nodes) ? Directory.GetDirectories(Nodes, "node*") : [];
        foreach (string node in nodes.Order(StringComparer.Ordinal))
        {
            foreach (HugePages pool in HugePagePools.Read(node + "/hugepages"))
            {
                yield return ($"huge_pages_{ByteSize.Format((ulong)pool.Bytes)}_{Path.GetFileName(node)}",
                    Invariant($"{pool.Free} free of {pool.Total}"));
            }
        }
    }
}
