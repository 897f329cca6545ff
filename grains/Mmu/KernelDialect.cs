using S2Grid.Mmu.Strategies;

namespace S2Grid.Mmu;

/// <summary>Where the kernels that can be simulated differ, as data. In the arm64 lab both released ones were seen to count what the
/// reference counts when memory is mapped, write-protected, split, cleared, written and unmapped; what differs is teardown.</summary>
/// <param name="Name">What it is called on the axis.</param>
/// <param name="Title">What it is called in sentences.</param>
/// <param name="Difference">What differs, as a clause.</param>
public sealed record KernelDialect(string Name, string Title, string Difference)
{
    /// <summary>The reference: its page-table code was run by itself, and counts were held against it case by case.</summary>
    public static KernelDialect LinuxNext { get; } = new("linux-next", "linux-next 3f8c9a6b",
        "a VM is torn down by one walk, which clears the entry of each table that it frees");

    /// <summary>All dialects, the reference first.</summary>
    public static IReadOnlyList<KernelDialect> All { get; } =
    [
        LinuxNext,
        new("6.12", "Linux 6.12", "a VM is torn down by one walk, which leaves the entries of freed tables as they are")
        {
            CountedOn = "6.12.117+deb13-cloud-arm64",
            ClearsFreedTables = false,
        },
        new("7.3", "Linux 7.3", "a VM is torn down by a walk for each largest block of the address space, which clears the entry of each "
            + "table that it frees")
        {
            CountedOn = "7.3.4+deb13-cloud-arm64",
            DestroysInPieces = true,
        },
    ];

    /// <summary>The release on which it was counted by probes; null for the reference.</summary>
    public string? CountedOn { get; private init; }

    /// <summary>Whether the walk that frees a detached or a whole tree clears the entries of the tables that it frees; unmap always
    /// does.</summary>
    public bool ClearsFreedTables { get; private init; } = true;

    /// <summary>Whether a VM's tree is torn down in pieces that end at multiples of the largest block, each a walk of its own.</summary>
    public bool DestroysInPieces { get; private init; }

    /// <summary>Where it was held against the kernel, and what of some VMs was not; null for the reference.</summary>
    public string? Caveat(IEnumerable<VmConfiguration> vms)
    {
        if (CountedOn is null)
            return null;

        string[] uncounted = [.. vms.Where(vm => vm.Kernel == this).SelectMany(Uncounted).Distinct()];
        return $"The rules of {Title} were held against probes in {CountedOn}, with pages of 4K, FWB, range invalidation and mainline's "
            + "walk; probes see no reads of entries, no barriers and few stores."
            + (uncounted.Length == 0 ? "" : $" Nothing was counted there with {string.Join(", ", uncounted)}.");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static IEnumerable<string> Uncounted(VmConfiguration vm)
    {
        if (vm.PageShift != 12)
            yield return $"granule {ByteSize.Format(1UL << vm.PageShift)}";

        if (!vm.Fwb)
            yield return "fwb false";

        if (!vm.TlbiRange)
            yield return "tlbi-range false";

        if (vm.Strategy.Hints.Eager && vm.Strategy.Hints != SplitStrategies.Baseline.Hints)
            yield return $"strategy {vm.Strategy.Name}";

        if (vm.Chunk.IsWhole)
            yield return "chunk whole";

        if (vm.ClearPages != 0)
            yield return "clear-pages";

        if (!vm.NeedsBreakBeforeMake)
            yield return "bbm not-required";

        if (vm.DirtyTracking != DirtyTracking.WriteProtect)
            yield return "dirty-tracking hdbss";

        if (vm.Clean != LogCleaning.Software)
            yield return "clean hacdbs";
    }
}
