namespace S2Grid.Agent.Machines;

/// <summary>What a machine shows of its nature.</summary>
internal sealed record ProvenanceEvidence
{
    /// <summary>arm64 or x64.</summary>
    public required string Architecture { get; init; }

    /// <summary>MIDR_EL1 of CPU 0; empty where there is none.</summary>
    public string Midr { get; init; } = "";

    /// <summary>Signature of the hypervisor that the CPU reports; null where it reports none.</summary>
    public string? HypervisorSignature { get; init; }

    /// <summary>The device tree's model and compatible strings; null without a device tree.</summary>
    public string? DeviceTree { get; init; }

    /// <summary>Vendor and product of the machine's firmware tables; null where there are none.</summary>
    public string? Firmware { get; init; }

    /// <summary>Names of the machine's PTP clocks.</summary>
    public string Clocks { get; init; } = "";

    /// <summary>Reads what this machine shows.</summary>
    internal static ProvenanceEvidence Here()
    {
        string? tree = Joined("/proc/device-tree/model", "/proc/device-tree/compatible");
        string? firmware = Joined("/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name", "/sys/class/dmi/id/bios_vendor");
        return new ProvenanceEvidence
        {
            Architecture = CpuFacts.Architecture,
            Midr = CpuFacts.Midr,
            HypervisorSignature = CpuFacts.HypervisorSignature,
            DeviceTree = tree,
            Firmware = firmware,
            Clocks = Directory.Exists("/sys/class/ptp")
                ? string.Join(", ", Directory.GetDirectories("/sys/class/ptp").Select(d => SystemFile.Read(Path.Combine(d, "clock_name"))))
                : "",
        };
    }

    private static string? Joined(params ReadOnlySpan<string> paths)
    {
        string text = "";
        foreach (string path in paths)
            text += SystemFile.Read(path) is { Length: > 0 } part ? ' ' + part.Replace('\0', ' ') : "";

        return text.Length > 0 ? text.Trim() : null;
    }
}
