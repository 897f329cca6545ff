using static System.FormattableString;

namespace S2Grid.Agent.Measuring;

/// <summary>What an experiment needs that this machine never has.</summary>
internal static class Refusals
{
    /// <summary>Everything that is missing, a sentence each.</summary>
    internal static IEnumerable<string> Of(Experiment experiment, Machine machine)
    {
        KvmFacts kvm = machine.Kvm;
        if (!kvm.Usable)
        {
            yield return kvm.WhyNot;
            yield break;
        }

        if (experiment.ChunkBytes > 0 && Chunk((ulong)experiment.ChunkBytes, machine) is { } reason)
            yield return reason;

        uint needed = experiment.EffectiveManualProtect() switch
        {
            ManualProtect.InitiallySet => 3,
            ManualProtect.On => 1,
            _ => 0,
        };
        if ((kvm.ManualProtect & needed) != needed)
        {
            yield return Invariant(
                $"needs KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 with {needed}; this kernel ({machine.KernelRelease}) has {kvm.ManualProtect}.");
        }

        if (experiment.DirtyRing && kvm.DirtyRing == 0)
        {
            yield return $"needs a dirty ring; this kernel ({machine.KernelRelease}) has neither KVM_CAP_DIRTY_LOG_RING nor "
                + "KVM_CAP_DIRTY_LOG_RING_ACQ_REL.";
        }

        if (experiment.Vcpus > kvm.Vcpus)
            yield return Invariant($"needs {experiment.Vcpus} vCPUs; KVM has {kvm.Vcpus} here.");

        if (experiment.Memslots >= kvm.Memslots)
            yield return Invariant($"needs {experiment.Memslots + 1} memslots, one for the guest's own; KVM has {kvm.Memslots} here.");

        if (kvm.IpaBits > 0 && (1L << 30) + experiment.BaseOffset + experiment.MemoryBytes > 1L << kvm.IpaBits)
            yield return Invariant($"needs more guest addresses than the {kvm.IpaBits} bits that a VM has here.");

        if (experiment.MemoryBytes > machine.MemoryBytes)
            yield return Invariant($"needs {experiment.MemoryBytes} bytes of memory; this machine has {machine.MemoryBytes}.");

        if (experiment.Backing.Describe().HugePageBytes is not 0 and var page
            && machine.HugePages.All(pool => pool.Bytes != (long)page))
        {
            yield return $"needs huge pages of {ByteSize.Format(page)}; this kernel has "
                + (machine.HugePages.Count > 0
                    ? $"only {string.Join(", ", machine.HugePages.Select(pool => ByteSize.Format((ulong)pool.Bytes)))}."
                    : "none.");
        }

        if (experiment.Backing == ExperimentBacking.Thp && machine.ThpMode is "never" or "")
        {
            yield return "needs transparent huge pages; /sys/kernel/mm/transparent_hugepage/enabled is "
                + $"'{(machine.ThpMode.Length > 0 ? machine.ThpMode : "missing")}', write madvise to it.";
        }
    }

    private static string? Chunk(ulong chunk, Machine machine)
    {
        string size = ByteSize.Format(chunk);
        if (machine.Architecture != "arm64")
        {
            return $"needs chunk {size}: {machine.Architecture} has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE; eager splitting is the module "
                + $"parameter "
                + "kvm.eager_page_split there, so the chunk must be 0.";
        }

        ulong sizes = machine.Kvm.BlockSizes;
        if (sizes == 0)
        {
            return $"needs chunk {size}: this kernel ({machine.KernelRelease}) has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE "
                + "(Linux 6.5), so it never splits eagerly.";
        }

        IEnumerable<ulong> known = Enumerable.Range(0, 63).Select(bit => 1UL << bit).Where(bit => (sizes & bit) != 0);
        return (sizes & chunk) != 0
            ? null
            : $"needs chunk {size}: this kernel ({machine.KernelRelease}, pages of {ByteSize.Format((ulong)machine.PageBytes)}) takes "
                + $"{string.Join(", ", known.Select(ByteSize.Format))}.";
    }
}
