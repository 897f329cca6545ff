using System.Runtime.Intrinsics.X86;

namespace S2Grid.Agent.Machines;

/// <summary>What the CPU says of itself.</summary>
internal static class CpuFacts
{
    private const string MidrFile = "/sys/devices/system/cpu/cpu0/regs/identification/midr_el1";
    private const int HypervisorLeaf = 0x4000_0000;
    private const int HypervisorBit = 31;

    /// <summary>arm64 or x64.</summary>
    internal static string Architecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>MIDR_EL1 as <c>0x410fd0c1</c>; empty on other architectures.</summary>
    internal static string Midr
    {
        get
        {
            if (Architecture != "arm64")
                return "";

            if (SystemFile.Read(MidrFile) is { } text && ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, null, out ulong value))
                return $"0x{value & uint.MaxValue:x8}";

            uint midr = (Field("CPU implementer") << 24) | (Field("CPU variant") << 20) | (0xFu << 16) | (Field("CPU part") << 4)
                | Field("CPU revision");
            return $"0x{midr:x8}";
        }
    }

    /// <summary>The model as the kernel names it; empty where it names none, as on arm64, where the MIDR tells.</summary>
    internal static string Model => SystemFile.Line("/proc/cpuinfo", "model name") ?? "";

    /// <summary>On x86-64, the signature of the hypervisor beneath, as <c>KVMKVMKVM</c>; null on metal.</summary>
    internal static string? HypervisorSignature
    {
        get
        {
            if (!X86Base.IsSupported || (X86Base.CpuId(1, 0).Ecx >> HypervisorBit & 1) == 0)
                return null;

            (_, int b, int c, int d) = X86Base.CpuId(HypervisorLeaf, 0);
            ReadOnlySpan<int> words = [b, c, d];
            return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words)).TrimEnd('\0');
        }
    }

    private static uint Field(string name)
    {
        string text = SystemFile.Line("/proc/cpuinfo", name) ?? "0";
        return text.StartsWith("0x", StringComparison.Ordinal)
            ? uint.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : uint.Parse(text, CultureInfo.InvariantCulture);
    }
}
