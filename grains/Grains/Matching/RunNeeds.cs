using static System.FormattableString;

namespace S2Grid.Grains.Matching;

/// <summary>What a measured run needs of a machine.</summary>
internal static class RunNeeds
{
    /// <summary>Of a machine's memory a guest's may take so much; the rest is the host's.</summary>
    private const double UsableShare = 0.9;

    /// <summary>Everything that a run needs, its kernel left out.</summary>
    public static IEnumerable<RunNeed> Of(RunConfiguration run)
    {
        yield return new("KVM", "with a usable /dev/kvm", machine => machine.KvmFault is null, machine => machine.KvmFault ?? "");
        if (!run.Chunk.IsNone())
        {
            string chunk = run.Chunk.ToString();
            yield return new(
                $"chunk {chunk}",
                "with KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE",
                machine => (machine.Kvm.BlockSizes & run.Chunk.Bytes) != 0,
                machine => machine.Kvm.BlockSizes is not 0 and var sizes
                    ? $"its kernel takes {Sizes(sizes)}" : "its kernel cannot split eagerly");
        }

        MemoryBacking backing = run.Get(Axes.Backing);
        if ((long)backing.HugePageBytes is not 0 and var page)
        {
            long count = (long)run.Memory / page;
            string size = ByteSize.Format(backing.HugePageBytes);
            yield return new(
                Invariant($"{count} huge {(count == 1 ? "page" : "pages")} of {size}"),
                "with so many free",
                machine => Pool(machine, page).Free >= count,
                machine => Invariant($"{Pool(machine, page).Free} of {Pool(machine, page).Total} are free"));
        }
        else
        {
            yield return new(
                $"{ByteSize.Format(run.Memory)} of memory",
                "with so much",
                machine => machine.MemoryBytes * UsableShare >= run.Memory,
                machine => $"it has {ByteSize.Format((ulong)machine.MemoryBytes >> 20 << 20)}");
            if (backing == MemoryBacking.Thp)
            {
                yield return new("transparent huge pages", "that allows them", machine => machine.ThpMode != "never",
                    machine => $"they are set to '{machine.ThpMode}'");
            }
        }

        foreach (RunNeed need in Of(run, run.Kvm!))
            yield return need;
    }

    /// <summary>The first of its needs that a machine does not meet, its kernel left out; null if it meets all.</summary>
    public static RunNeed? Unmet(RunConfiguration run, Machine machine) => Of(run).FirstOrDefault(need => !need.IsMet(machine));

    /// <summary>Whether a machine's running kernel is the one that a run needs.</summary>
    public static bool HasKernel(RunConfiguration run, Machine machine) => run.Strategy == machine.EffectiveStrategy;

    /// <summary>Whether a machine can do a run, after booting another kernel if it must.</summary>
    public static bool Fits(RunConfiguration run, Machine machine) =>
        (HasKernel(run, machine) || machine.KernelVariants.Contains(run.Strategy)) && Unmet(run, machine) is null;

    private static IEnumerable<RunNeed> Of(RunConfiguration run, KvmSettings kvm)
    {
        if (kvm.Vcpus > 1)
        {
            yield return new(Invariant($"{kvm.Vcpus} vCPUs"), "whose KVM has so many", machine => machine.Kvm.Vcpus >= kvm.Vcpus,
                machine => Invariant($"it has {machine.Kvm.Vcpus}"));
        }

        if (kvm.Memslots > 1)
        {
            yield return new(
                Invariant($"{kvm.Memslots} memslots"), "whose KVM has so many", machine => machine.Kvm.Memslots >= kvm.Memslots,
                machine => Invariant($"it has {machine.Kvm.Memslots}"));
        }

        if (kvm.DirtyRing)
            yield return new("a dirty ring", "whose KVM has one", machine => machine.Kvm.DirtyRing > 0, _ => "it has none");
        if (kvm.Driver == KvmDriver.Selftest)
            yield return new("dirty_log_perf_test", "that has it", machine => machine.Selftest, _ => "it has none");
        uint protection = Bits(run.ManualProtect);
        yield return new(
            protection > 1 ? "manual protection with everything initially dirty" : "manual protection",
            "with KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2",
            machine => (machine.Kvm.ManualProtect & protection) == protection,
            _ => "it has not");
    }

    /// <summary>Bits of KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2.</summary>
    private static uint Bits(ManualProtection protection) => protection switch
    {
        ManualProtection.On => 1,
        ManualProtection.InitiallySet => 2,
        _ => 0,
    };

    private static bool IsNone(this SplitChunk chunk) => chunk == SplitChunk.None;

    private static HugePages Pool(Machine machine, long bytes) =>
        machine.HugePages.FirstOrDefault(pool => pool.Bytes == bytes) ?? new HugePages { Bytes = bytes };

    private static string Sizes(ulong bitmap) => string.Join(
        ", ", Enumerable.Range(0, 64).Select(bit => 1UL << bit).Where(size => (bitmap & size) != 0).Select(ByteSize.Format));
}
