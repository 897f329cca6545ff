using static System.FormattableString;

namespace S2Grid.Agent.Machines;

/// <summary>What stands around a measurement and may change it, by name. What a machine does not tell is left out.</summary>
internal static class Surroundings
{
    private const string CpuFolder = "/sys/devices/system/cpu";

    /// <summary>Reads all of it.</summary>
    internal static Dictionary<string, string> Read()
    {
        var values = new Dictionary<string, string>();
        Add("kernel", MachineReader.Kernel);
        Add("command_line", SystemFile.Read("/proc/cmdline"));
        Add("boot_id", MachineReader.BootId);
        Add("uptime_seconds", SystemFile.Read("/proc/uptime")?.Split(' ')[0]);
        Add("cpu_model", CpuFacts.Model);
        Add("midr", CpuFacts.Midr);
        Add("cpus_online", SystemFile.Read($"{CpuFolder}/online"));
        Add("cpus_allowed", string.Join(',', Affinity.Allowed));
        Add("cpus_isolated", SystemFile.Read($"{CpuFolder}/isolated"));
        Add("smt", SystemFile.Read($"{CpuFolder}/smt/control"));
        Add("governor", OfCpus("scaling_governor"));
        Add("frequency_khz", OfCpus("scaling_cur_freq"));
        Add("boost", SystemFile.Read($"{CpuFolder}/cpufreq/boost"));
        Add("console_loglevel", SystemFile.Read("/proc/sys/kernel/printk")?.Split('\t', ' ')[0]);
        Add("memory_available", Bytes("MemAvailable"));
        Add("sec_page_tables", Bytes("SecPageTables"));
        Add("swap_free", Bytes("SwapFree"));
        foreach (var pool in HugePagePools.Read())
            Add($"huge_pages_{ByteSize.Format((ulong)pool.Bytes)}", Invariant($"{pool.Free} free of {pool.Total}"));

        Add("thp", SystemFile.Choice("/sys/kernel/mm/transparent_hugepage/enabled"));
        Add("thp_defrag", SystemFile.Choice("/sys/kernel/mm/transparent_hugepage/defrag"));
        Add("thp_shmem", SystemFile.Choice("/sys/kernel/mm/transparent_hugepage/shmem_enabled"));
        Add("ksm", SystemFile.Read("/sys/kernel/mm/ksm/run"));
        Add("clock_source", SystemFile.Read("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
        Add("temperature_millicelsius", Temperatures());
        foreach ((string name, string value) in Preflight.Read())
            Add(name, value);

        AddModuleParameters();
        return values;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                values[name] = value;
        }

        void AddModuleParameters()
        {
            foreach (string module in new[] { "kvm", "kvm_intel", "kvm_amd", "kvm_arm" })
            {
                string folder = $"/sys/module/{module}/parameters";
                foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
                    Add($"{module}.{Path.GetFileName(file)}", SystemFile.Read(file));
            }
        }
    }

    private static string? Bytes(string name) =>
        MemoryInfo.Bytes(name) is var bytes and > 0 ? bytes.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>A property of all CPUs' frequency: one value if they agree, else all.</summary>
    private static string? OfCpus(string file)
    {
        string?[] values =
        [
            .. Affinity.Allowed.Select(cpu => SystemFile.Read($"{CpuFolder}/cpu{cpu}/cpufreq/{file}")).Where(value => value is not null),
        ];
        return values.Distinct().Count() <= 1 ? values.FirstOrDefault() : string.Join(' ', values);
    }

    private static string? Temperatures()
    {
        const string folder = "/sys/class/thermal";
        return Directory.Exists(folder)
            ? string.Join(' ', Directory.GetDirectories(folder, "thermal_zone*")
                .Order()
                .Select(zone => (Type: SystemFile.Read($"{zone}/type"), Temperature: SystemFile.Read($"{zone}/temp")))
                .Where(zone => zone.Temperature is not null)
                .Select(zone => $"{zone.Type}={zone.Temperature}"))
            : null;
    }
}
