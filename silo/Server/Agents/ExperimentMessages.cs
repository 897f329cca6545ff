using S2Grid.Contracts.Leases;
using S2Grid.Mmu;
using S2Grid.Protocol;
using S2Grid.Runs;

namespace S2Grid.Server.Agents;

/// <summary>Runs as messages say them.</summary>
internal static class ExperimentMessages
{
    /// <summary>A run that an agent is to measure.</summary>
    public static Experiment Write(BatchLease lease, string sweepName, PlannedRun run)
    {
        RunConfiguration configuration = run.Configuration;
        KvmSettings kvm = configuration.Kvm!;
        return new Experiment
        {
            SweepId = lease.SweepId,
            SweepName = sweepName,
            Lease = lease.Number,
            Run = run.Index,
            Repeat = run.Repeat,
            Scenario = configuration.Scenario switch
            {
                Scenario.Enable => ExperimentScenario.Enable,
                Scenario.Clear => ExperimentScenario.Clear,
                _ => ExperimentScenario.Lazy,
            },
            MemoryBytes = (long)configuration.Memory,
            Backing = configuration.BackingName switch
            {
                "4k" => ExperimentBacking.Pages,
                "thp" => ExperimentBacking.Thp,
                "hugetlb-2m" => ExperimentBacking.Hugetlb2M,
                "hugetlb-1g" => ExperimentBacking.Hugetlb1G,
                _ => ExperimentBacking.Shmem,
            },
            ChunkBytes = (long)configuration.Chunk.Bytes,
            BaseOffset = (long)configuration.BaseOffset,
            Dirty = Write(configuration.Dirty),
            Iterations = kvm.Iterations,
            ClearPages = kvm.ClearPages,
            Vcpus = kvm.Vcpus,
            Memslots = kvm.Memslots,
            WritePercent = kvm.WritePercent,
            RandomOrder = kvm.OrderSeed is not null,
            Seed = kvm.OrderSeed ?? 0,
            DirtyRing = kvm.DirtyRing,
            WarmUps = kvm.WarmUps,
            VerifyCounts = kvm.VerifyCounts,
            Driver = kvm.Driver == KvmDriver.Harness ? ExperimentDriver.Harness : ExperimentDriver.Selftest,
            TimeLimitSeconds = kvm.TimeLimitSeconds,
            ManualProtect = kvm.ManualProtect switch
            {
                ManualProtection.Auto => ManualProtect.ByScenario,
                ManualProtection.Off => ManualProtect.Off,
                ManualProtection.On => ManualProtect.On,
                _ => ManualProtect.InitiallySet,
            },
        };
    }

    private static PageChoice Write(PageSelection pages) => pages.Kind switch
    {
        PageSelectionKind.Stride => new PageChoice { StrideBytes = (long)pages.Value },
        PageSelectionKind.Random => new PageChoice { Random = new RandomPages { Fraction = pages.Fraction, Seed = pages.Seed } },
        _ => new PageChoice { All = true },
    };
}
