namespace S2Grid.Runs;

/// <summary>The settings that a sweep varies. Their order, in which they are declared, is that of run numbers: the last axis varies
/// fastest, repeats faster still.</summary>
public static class Axes
{
    /// <summary>The most values of one axis.</summary>
    public const int MaxValues = 100_000;

    private const ulong MaxMemory = 1UL << 47;
    private const ulong MaxOffset = (1UL << 40) - 1;
    private const ulong MinPage = 4096;
    private const int MaxVcpus = 512;
    private const ulong MaxRate = 1UL << 50;

    private static readonly List<Setting> Declared = [];
    private static readonly string[] KvmChunks = ["0", "4K", "2M", "1G"];

    /// <summary>What is done.</summary>
    public static Setting<Scenario> Scenario { get; } = new(
        Declared, "scenario", "What is done", "enable", Grammar.Words(Enum.GetValues<Scenario>(), "enable", "clear", "lazy"));

    /// <summary>Size of the memslot in bytes.</summary>
    public static Setting<ulong> Memory { get; } = new(
        Declared, "memory", "Size of the memslot", null,
        Grammar.Size("a size such as 64M, 1G, 2.5G or 1T, a multiple of the page and at most 128T", 1, MaxMemory));

    /// <summary>What backs guest memory.</summary>
    public static Setting<MemoryBacking> Backing { get; } = new(
        Declared,
        "backing",
        "What backs guest memory (shmem with backend kvm only; which hugetlb sizes there are depends on the granule)",
        "4k",
        Grammar.Words(MemoryBacking.All, [.. MemoryBacking.All.Select(backing => backing.Name)]))
    {
        Refusal = (backend, value) => backend == Backend.Simulated && value == MemoryBacking.SharedMemory.Name
            ? "shared memory is mapped by pages or by huge pages, as the machine's shmem_enabled says, so only machines have it (backend "
                + "kvm). Simulate 4k or thp."
            : backend == Backend.Kvm && value is "hugetlb-64k" or "hugetlb-32m" or "hugetlb-512m" or "hugetlb-16g"
                ? "agents are asked for huge pages of 2M and 1G only so far. Simulate it."
            : null,
    };

    /// <summary>How much of it THP really backs.</summary>
    public static Setting<ThpCoverage> ThpCoverage { get; } = new(
        Declared, "thp-coverage", "Share of 2M ranges that THP really backs, and which (backing thp only)", "100%", Grammar.Coverage)
    {
        IsOfMachine = true,
        Refusal = (backend, value) => backend == Backend.Kvm && value != "100%"
            ? "With backend kvm the machine decides how much THP backs; it is stored with each run."
            : null,
    };

    /// <summary>Which pages the guest writes.</summary>
    public static Setting<PageSelection> Dirty { get; } = new(
        Declared, "dirty", "Which pages the guest writes (scenarios clear and lazy)", "all", Grammar.Pages);

    /// <summary>Input address size in bits; 0 is the standard, or the smallest larger one that holds the slot.</summary>
    public static Setting<int> IaBits { get; } = new(
        Declared,
        "ia-bits",
        "Input address size; auto is 40, or the smallest of 42, 44 and 48 that holds the slot",
        "auto",
        Grammar.AddressBits)
    { IsOfMachine = true };

    /// <summary>log2 of the page size.</summary>
    public static Setting<int> Granule { get; } = new(
        Declared, "granule", "Page size of the host", "4K", Grammar.PowersOfTwo("4K", "16K", "64K"))
    { IsOfMachine = true };

    /// <summary>Whether the CPU has FEAT_S2FWB.</summary>
    public static Setting<bool> Fwb { get; } = new(
        Declared, "fwb", "FEAT_S2FWB: no data cache cleans at unmap", "true", Grammar.Switch)
    { IsOfMachine = true };

    /// <summary>Whether the CPU has FEAT_TLBIRANGE.</summary>
    public static Setting<bool> TlbiRange { get; } = new(
        Declared, "tlbi-range", "FEAT_TLBIRANGE: one invalidation for a range", "true", Grammar.Switch)
    { IsOfMachine = true };

    /// <summary>Distance of the slot's start from 1 GiB, in bytes.</summary>
    public static Setting<ulong> BaseOffset { get; } = new(
        Declared,
        "base-offset",
        "Distance of the slot's start from 1 GiB",
        "0",
        Grammar.Size("a size such as 0, 4K or 2M, a multiple of the page and below 1T", 0, MaxOffset));

    /// <summary>The split loop's chunk.</summary>
    public static Setting<SplitChunk> Chunk { get; } =
        new(Declared, "chunk", "Memory split between two top-ups of the page cache", "2M", Grammar.Chunk(MinPage))
        {
            Refusal = (backend, value) =>
                backend == Backend.Kvm && !KvmChunks.Contains(value) ? $"KVM takes {string.Join(", ", KvmChunks)}." : null,
        };

    /// <summary>The split strategy.</summary>
    public static Setting<SplitStrategy> Strategy { get; } = new(
        Declared,
        "strategy",
        "What the split walk does differently from mainline",
        "baseline",
        Grammar.Strategy)
    {
        Refusal = (backend, value) => backend == Backend.Simulated ? null
            : value == SplitStrategies.Lazy.Name
                ? "A strategy is that of an agent's kernel; without eager splitting there is none. Use 'chunk: 0'."
            : value.EndsWith(']') ? "A strategy is that of an agent's kernel; one composed of hints can only be simulated."
            : null,
    };

    /// <summary>Pages of each simulated CLEAR ioctl; 0 for one ioctl over the slot.</summary>
    public static Setting<ulong> ClearPages { get; } = new(
        Declared, "clear-pages", "Pages of each CLEAR ioctl; each ends with a flush of the slot", "slot",
        Grammar.PagesOrSlot(PageSelection.WordPages))
    {
        IsLater = true,
        IsOfMachine = true,
        Refusal = (backend, value) =>
            backend == Backend.Kvm && value != "slot" ? "For measured runs it is a setting of section kvm: 'kvm.clear-pages'." : null,
    };

    /// <summary>Whether a block is replaced with break-before-make.</summary>
    public static Setting<bool> Bbm { get; } = new(
        Declared, "bbm", "Whether the CPU needs break-before-make where a block is replaced by a table", "required",
        Grammar.Words([true, false], "required", "not-required"))
    { IsLater = true, IsOfMachine = true, IsProposed = value => value == "not-required" };

    /// <summary>How the guest's writes are tracked.</summary>
    public static Setting<DirtyTracking> DirtyTracking { get; } = new(
        Declared, "dirty-tracking", "How the guest's writes are tracked", "write-protect",
        Grammar.Words(Enum.GetValues<DirtyTracking>(), "write-protect", "hdbss"))
    { IsLater = true, IsOfMachine = true, IsProposed = value => value == "hdbss" };

    /// <summary>Entries of a vCPU's buffer.</summary>
    public static Setting<int> HdbssEntries { get; } = new(
        Declared, "hdbss-entries", "Entries of a vCPU's dirty buffer (dirty-tracking hdbss only)", "512",
        Grammar.PowerOfTwo(1, 1 << 18))
    { IsLater = true, IsOfMachine = true };

    /// <summary>How CLEAR makes pages clean.</summary>
    public static Setting<LogCleaning> Clean { get; } = new(
        Declared, "clean", "How a CLEAR ioctl makes pages clean", "software",
        Grammar.Words(Enum.GetValues<LogCleaning>(), "software", "hacdbs"))
    { IsLater = true, IsOfMachine = true, IsProposed = value => value == "hacdbs" };

    /// <summary>vCPUs that write while the ioctl runs.</summary>
    public static Setting<int> Vcpus { get; } = new(
        Declared, "vcpus", "vCPUs that write while the ioctl runs (no count depends on it)", "1", Grammar.Number(1, MaxVcpus))
    {
        IsLater = true,
        IsOfMachine = true,
        IsUncounted = true,
        Refusal = (backend, value) =>
            backend == Backend.Kvm && value != "1" ? "For measured runs it is a setting of section kvm: 'kvm.vcpus'." : null,
    };

    /// <summary>How write faults take the MMU lock.</summary>
    public static Setting<LockMode> Lock { get; } = new(
        Declared, "lock", "How write faults take the MMU lock; exclusive before Linux 6.2 (no count depends on it)", "shared",
        Grammar.Words(Enum.GetValues<LockMode>(), "exclusive", "shared"))
    { IsLater = true, IsOfMachine = true, IsUncounted = true };

    /// <summary>Whether broadcast invalidations of the whole system are done one at a time.</summary>
    public static Setting<bool> TlbiDomain { get; } = new(
        Declared,
        "tlbi-domain",
        "Whose broadcast invalidations go one at a time: the system's, or a CPU's, as on no machine so far (no count depends on "
            + "it)",
        "system",
        Grammar.Words([true, false], "system", "cpu"))
    { IsLater = true, IsOfMachine = true, IsUncounted = true };

    /// <summary>Bytes that a live migration sends in a second; 0 for no migration.</summary>
    public static Setting<ulong> Bandwidth { get; } = new(
        Declared, "bandwidth", "Bytes that a live migration sends in a second (no count depends on it)", "none",
        Grammar.SizeOrNone(MaxRate))
    { IsLater = true, IsOfMachine = true, IsUncounted = true };

    /// <summary>Bytes of pages that the guest writes in a second, one written twice counted twice.</summary>
    public static Setting<ulong> WriteRate { get; } = new(
        Declared, "write-rate",
        "Bytes of pages that the guest writes in a second of a migration, one written twice counted twice (no count depends on it)",
        "256M", Grammar.Size("a size such as 0, 256M or 4G, at most 1P", 0, MaxRate))
    { IsLater = true, IsOfMachine = true, IsUncounted = true };

    /// <summary>Per cent of the memory that takes nine tenths of the writes.</summary>
    public static Setting<int> HotSet { get; } = new(
        Declared, "hot-set",
        "Per cent of the memory that takes 90 % of a migration's writes; 100 writes all alike (no count depends on it)", "100",
        Grammar.Number(1, 100))
    { IsLater = true, IsOfMachine = true, IsUncounted = true };

    /// <summary>Milliseconds that a migration may stop the guest for.</summary>
    public static Setting<int> MaxDowntime { get; } = new(
        Declared, "max-downtime", "Milliseconds that a migration may stop the guest for (no count depends on it)", "300",
        Grammar.Number(1, 60_000))
    { IsLater = true, IsOfMachine = true, IsUncounted = true };

    /// <summary>Whose rules are followed where kernels differ.</summary>
    public static Setting<KernelDialect> Kernel { get; } = new(
        Declared, "kernel", "Whose rules are simulated: kernels differ in how a VM is torn down, and count alike until then", "linux-next",
        Grammar.Words(KernelDialect.All, [.. KernelDialect.All.Select(kernel => kernel.Name)]))
    { IsLater = true, IsOfMachine = true };

    /// <summary>All axes in order.</summary>
    public static IReadOnlyList<Setting> All => Declared;

    /// <summary>The axes' names in order.</summary>
    public static IEnumerable<string> Names => All.Select(axis => axis.Name);

    /// <summary>All axes in the order of tables, columns and identities.</summary>
    internal static IReadOnlyList<Setting> Columns { get; } =
        [.. ((Setting[])[Scenario, Memory, Backing, ThpCoverage, Strategy, Chunk]).Union(All)];

    /// <summary>The axis with that name, or null.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(axis => axis.Name == name);

    /// <summary>The number of the axis with that name; that of all axes if there is none.</summary>
    public static int IndexOf(string name) => All.TakeWhile(axis => axis.Name != name).Count();
}
