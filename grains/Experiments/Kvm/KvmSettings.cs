using static System.FormattableString;

namespace S2Grid.Experiments.Kvm;

/// <summary>How every run of a sweep with backend kvm is done: the section <c>kvm</c> of its file.</summary>
public sealed record KvmSettings
{
    /// <summary>Iterations of dirtying, reading and clearing the log after logging is enabled; at least 1.</summary>
    public int Iterations { get; init; } = 2;

    /// <summary>Pages of one CLEAR_DIRTY_LOG; a multiple of 64.</summary>
    public int ClearPages { get; init; } = 64;

    /// <summary>vCPUs that share the memory; at least 1.</summary>
    public int Vcpus { get; init; } = 1;

    /// <summary>Memslots that the memory is cut into; at least 1.</summary>
    public int Memslots { get; init; } = 1;

    /// <summary>Of the guest's accesses, the percentage that writes; the others read.</summary>
    public int WritePercent { get; init; } = 100;

    /// <summary>The seed of a random order of accesses; null for ascending addresses.</summary>
    public long? OrderSeed { get; init; }

    /// <summary>How KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 is set.</summary>
    public ManualProtection ManualProtect { get; init; }

    /// <summary>Whether dirty pages are taken from the vCPUs' rings instead of the memslots' bitmaps.</summary>
    public bool DirtyRing { get; init; }

    /// <summary>Samples before the one that counts, each with a VM of its own.</summary>
    public int WarmUps { get; init; } = 1;

    /// <summary>Whether a second, untimed sample counts the kernel's functions.</summary>
    public bool VerifyCounts { get; init; }

    /// <summary>What does the experiment.</summary>
    public KvmDriver Driver { get; init; }

    /// <summary>How long one run may take, warm-ups included, in seconds.</summary>
    public int TimeLimitSeconds { get; init; } = 600;

    /// <summary>What decides what is measured: a part of a run's identity. Texts are in their one form.</summary>
    public IReadOnlyList<(string Name, string Value)> EffectiveValues =>
    [
        ("iterations", Invariant($"{Iterations}")),
        ("clear-pages", Invariant($"{ClearPages}")),
        ("vcpus", Invariant($"{Vcpus}")),
        ("memslots", Invariant($"{Memslots}")),
        ("write-percent", Invariant($"{WritePercent}")),
        ("order", OrderSeed is { } seed ? Invariant($"random seed {seed}") : "ascending"),
        ("manual-protect", KvmSettingsReader.Text(ManualProtect)),
        ("dirty-ring", Switch(DirtyRing)),
        ("warm-ups", Invariant($"{WarmUps}")),
        ("driver", KvmSettingsReader.Text(Driver)),
    ];

    /// <summary>Everything, for a sweep's canonical text.</summary>
    internal IEnumerable<(string Name, string Value)> All =>
        EffectiveValues.Append(("verify-counts", Switch(VerifyCounts))).Append(("time-limit", Invariant($"{TimeLimitSeconds}s")));

    private static string Switch(bool on) => on ? "true" : "false";
}
