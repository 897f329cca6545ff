using S2Grid.Agent.Measuring;
using S2Grid.Protocol;
using static S2Grid.Agent.Tests.Harness.Experiments;

namespace S2Grid.Agent.Tests.Measuring;

/// <summary>What a machine never can.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string, Action<Experiment>, Action<Machine>> Cases => new()
    {
        {
            "needs chunk 1G: this kernel (6.1.0) has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE (Linux 6.5), so it never splits eagerly.",
            experiment => experiment.ChunkBytes = 1 << 30,
            machine => (machine.KernelRelease, machine.Kvm.BlockSizes) = ("6.1.0", 0)
        },
        {
            "needs chunk 64K: this kernel (6.12.0, pages of 4K) takes 4K, 2M, 1G.",
            experiment => experiment.ChunkBytes = 64 << 10,
            machine => { }
        },
        {
            "needs chunk 2M: x64 has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE; eager splitting is the module parameter kvm.eager_page_split "
            + "there, so the chunk must be 0.",
            experiment => experiment.ChunkBytes = 2 * MiB,
            machine => machine.Architecture = "x64"
        },
        {
            "needs KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 with 3; this kernel (6.12.0) has 1.",
            experiment => experiment.Scenario = ExperimentScenario.Clear,
            machine => machine.Kvm.ManualProtect = 1
        },
        {
            "needs a dirty ring; this kernel (6.12.0) has neither KVM_CAP_DIRTY_LOG_RING nor KVM_CAP_DIRTY_LOG_RING_ACQ_REL.",
            experiment => experiment.DirtyRing = true,
            machine => machine.Kvm.DirtyRing = 0
        },
        { "needs 9 vCPUs; KVM has 8 here.", experiment => experiment.Vcpus = 9, machine => { } },
        {
            "needs huge pages of 2M; this kernel has only 32M.",
            experiment => experiment.Backing = ExperimentBacking.Hugetlb2M,
            machine =>
            {
                machine.HugePages.Clear();
                machine.HugePages.Add(new HugePages { Bytes = 32 * MiB });
            }
        },
        {
            "needs transparent huge pages; /sys/kernel/mm/transparent_hugepage/enabled is 'never', write madvise to it.",
            experiment => experiment.Backing = ExperimentBacking.Thp,
            machine => machine.ThpMode = "never"
        },
        { "no KVM here", experiment => { }, machine => machine.Kvm = new KvmFacts { WhyNot = "no KVM here" } },
    };

    [Fact]
    public void Of_AnAbleMachine_AreNone() => Assert.Empty(Refusals.Of(Small(), AbleMachine()));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_AMachineWithout_SayWhatIsMissing(string expected, Action<Experiment> ask, Action<Machine> lack)
    {
        Experiment experiment = Small();
        Machine machine = AbleMachine();
        ask(experiment);
        lack(machine);

        Assert.Equal([expected], Refusals.Of(experiment, machine));
    }
}
