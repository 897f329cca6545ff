using S2Grid.Runs;

namespace S2Grid.Contracts.Agents;

/// <summary>A measured machine as its agent sees it. Numbers that are not known are 0, texts empty.</summary>
[GenerateSerializer, Immutable]
public sealed record AgentMachine
{
    /// <summary>The agent program's version.</summary>
    [Id(0)]
    public string AgentVersion { get; init; } = "";

    /// <summary>The machine's own name.</summary>
    [Id(1)]
    public string HostName { get; init; } = "";

    /// <summary><c>arm64</c> or <c>x64</c>.</summary>
    [Id(2)]
    public string Architecture { get; init; } = "";

    /// <summary>What the CPU is called.</summary>
    [Id(3)]
    public string CpuModel { get; init; } = "";

    /// <summary>Main ID register of an arm64 CPU, as in <c>0x410fd0c1</c>.</summary>
    [Id(4)]
    public string Midr { get; init; } = "";

    /// <summary>CPUs.</summary>
    [Id(5)]
    public int Cores { get; init; }

    /// <summary>Memory in bytes.</summary>
    [Id(6)]
    public long MemoryBytes { get; init; }

    /// <summary>The kernel's page size in bytes.</summary>
    [Id(7)]
    public int PageBytes { get; init; }

    /// <summary><c>uname -r</c>.</summary>
    [Id(8)]
    public string KernelRelease { get; init; } = "";

    /// <summary><c>uname -v</c>.</summary>
    [Id(9)]
    public string KernelBuild { get; init; } = "";

    /// <summary>Names this boot.</summary>
    [Id(10)]
    public string BootId { get; init; } = "";

    /// <summary>What times measured there are: emulated, nested, hardware or replayed.</summary>
    [Id(11)]
    public Provenance Provenance { get; init; }

    /// <summary>By what the agent knows that.</summary>
    [Id(12)]
    public string ProvenanceReason { get; init; } = "";

    /// <summary>Why KVM cannot be used; null if it can.</summary>
    [Id(13)]
    public string? KvmFault { get; init; }

    /// <summary>Bitmap of block sizes in bytes that eager splitting takes as chunk (capability 229); 0 without eager splitting.</summary>
    [Id(14)]
    public ulong BlockSizes { get; init; }

    /// <summary>KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2: bit 0 manual protection, bit 1 everything initially dirty.</summary>
    [Id(15)]
    public uint ManualProtect { get; init; }

    /// <summary>The largest dirty ring in bytes; 0 without.</summary>
    [Id(16)]
    public uint DirtyRing { get; init; }

    /// <summary>The most vCPUs of a VM.</summary>
    [Id(17)]
    public int Vcpus { get; init; }

    /// <summary>The most memslots of a VM.</summary>
    [Id(18)]
    public int Memslots { get; init; }

    /// <summary>Input address size in bits that KVM offers; arm64.</summary>
    [Id(19)]
    public int IpaBits { get; init; }

    /// <summary>Huge pages by size.</summary>
    [Id(20)]
    public IReadOnlyList<HugePagePool> HugePages { get; init; } = [];

    /// <summary>How transparent huge pages are set: always, madvise or never.</summary>
    [Id(21)]
    public string ThpMode { get; init; } = "";

    /// <summary>The split strategy that the running kernel is said to have; empty where nobody has said.</summary>
    [Id(22)]
    public string KernelStrategy { get; init; } = "";

    /// <summary>Strategies whose kernels the machine can boot.</summary>
    [Id(23)]
    public IReadOnlyList<string> KernelVariants { get; init; } = [];

    /// <summary>Whether kernel functions can be counted.</summary>
    [Id(24)]
    public bool Counts { get; init; }

    /// <summary>Whether a stock <c>dirty_log_perf_test</c> is at hand.</summary>
    [Id(25)]
    public bool Selftest { get; init; }

    /// <summary>The operator's words on the machine.</summary>
    [Id(26)]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What replayed times were when they were recorded; null if they are not replayed, or nobody has said.</summary>
    [Id(27)]
    public Provenance? RecordedProvenance { get; init; }

    /// <summary>The kernel as results name it: release and build.</summary>
    public string Kernel => KernelBuild.Length > 0 ? $"{KernelRelease} {KernelBuild}" : KernelRelease;

    /// <summary>The strategy that runs are selected by: without a label it is mainline's.</summary>
    public string EffectiveStrategy => KernelStrategy is "" or UnknownStrategy ? BaselineStrategy : KernelStrategy;

    private const string BaselineStrategy = "baseline";

    private const string UnknownStrategy = "unknown";
}
