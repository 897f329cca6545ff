using S2Grid.Protocol;

namespace S2Grid.Agent.Tests.Harness;

/// <summary>Experiments to vary.</summary>
internal static class Experiments
{
    public const long MiB = 1L << 20;

    /// <summary>A small one that every machine with KVM can carry out.</summary>
    public static Experiment Small() => new()
    {
        SweepId = "sweep",
        SweepName = "sweep",
        Lease = 7,
        Run = 3,
        Scenario = ExperimentScenario.Enable,
        MemoryBytes = 8 * MiB,
        Backing = ExperimentBacking.Pages,
        Dirty = new PageChoice { All = true },
        Iterations = 2,
        ClearPages = 64,
        Vcpus = 1,
        Memslots = 1,
        WritePercent = 100,
        Seed = 1,
        TimeLimitSeconds = 300,
    };

    /// <summary>A machine that can do everything.</summary>
    public static Machine AbleMachine() => new()
    {
        Architecture = "arm64",
        KernelRelease = "6.12.0",
        PageBytes = 4096,
        MemoryBytes = 64L << 30,
        ThpMode = "madvise",
        Kvm = new KvmFacts
        {
            Usable = true,
            BlockSizes = 0x40201000,
            ManualProtect = 3,
            DirtyRing = 1 << 20,
            Vcpus = 8,
            Memslots = 512,
            IpaBits = 40,
        },
        HugePages = { new HugePages { Bytes = 2 * MiB }, new HugePages { Bytes = 1L << 30 } },
    };
}
