namespace S2Grid.Runs;

/// <summary>The settings of the section <c>kvm</c> of a sweep file: how machines measure every run of the sweep.</summary>
public static class KvmKeys
{
    /// <summary>CLEAR_DIRTY_LOG takes whole words of the bitmap.</summary>
    private const int PagesPerWord = 64;

    /// <summary>The end of what the page tables of an agent's guest map, in bytes.</summary>
    public const ulong GuestEnd = 1UL << 39;

    private const int MaxPages = 1 << 28;
    private const int MaxParts = 512;

    private static readonly List<Setting> Declared = [];

    /// <summary>Iterations of dirtying, reading and clearing the log after logging is enabled.</summary>
    public static Setting<int> Iterations { get; } =
        new(Declared, "iterations", "Iterations of dirtying, reading and clearing the log", "2", Grammar.Number(1, 1000));

    /// <summary>Pages of one CLEAR_DIRTY_LOG.</summary>
    public static Setting<int> ClearPages { get; } =
        new(Declared, "clear-pages", "Pages of one CLEAR_DIRTY_LOG", "64", Grammar.Number(PagesPerWord, MaxPages, PagesPerWord));

    /// <summary>vCPUs that share the memory.</summary>
    public static Setting<int> Vcpus { get; } = new(Declared, "vcpus", "vCPUs that share the memory", "1", Grammar.Number(1, MaxParts));

    /// <summary>Memslots that the memory is cut into.</summary>
    public static Setting<int> Memslots { get; } =
        new(Declared, "memslots", "Memslots that the memory is cut into", "1", Grammar.Number(1, MaxParts));

    /// <summary>Of the guest's accesses, the percentage that writes; the others read.</summary>
    public static Setting<int> WritePercent { get; } =
        new(Declared, "write-percent", "Of the guest's accesses, the percentage that writes", "100", Grammar.Number(0, 100));

    /// <summary>The seed of a random order of accesses; null for ascending addresses.</summary>
    public static Setting<long?> Order { get; } = new(Declared, "order", "Order of the guest's accesses", "ascending", Grammar.Order);

    /// <summary>How KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 is set.</summary>
    public static Setting<ManualProtection> ManualProtect { get; } = new(
        Declared,
        "manual-protect",
        "How KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 is set; auto is initially-set for scenario clear, else off",
        "auto",
        Grammar.Words(Enum.GetValues<ManualProtection>(), "auto", "off", "on", "initially-set"));

    /// <summary>Whether dirty pages are taken from the vCPUs' rings instead of the memslots' bitmaps.</summary>
    public static Setting<bool> DirtyRing { get; } =
        new(Declared, "dirty-ring", "Whether dirty pages are taken from the vCPUs' rings", "false", Grammar.Switch);

    /// <summary>Samples before the one that counts, each with a VM of its own.</summary>
    public static Setting<int> WarmUps { get; } =
        new(Declared, "warm-ups", "Samples before the one that counts, each with a VM of its own", "1", Grammar.Number(0, 100));

    /// <summary>Whether a second, untimed sample counts the kernel's functions.</summary>
    public static Setting<bool> VerifyCounts { get; } = new(
        Declared, "verify-counts", "Whether a second, untimed sample counts the kernel's functions", "false", Grammar.Switch)
    { IsIdentity = false };

    /// <summary>What does the experiment.</summary>
    public static Setting<KvmDriver> Driver { get; } = new(
        Declared, "driver", "What does the experiment", "harness",
        Grammar.Words(Enum.GetValues<KvmDriver>(), "harness", "dirty-log-perf-test"));

    /// <summary>How long one run may take, warm-ups included, in seconds.</summary>
    public static Setting<int> TimeLimit { get; } =
        new(Declared, "time-limit", "How long one run may take", "600s", Grammar.Time) { IsIdentity = false };

    /// <summary>All of them in order.</summary>
    public static IReadOnlyList<Setting> All => Declared;
}
