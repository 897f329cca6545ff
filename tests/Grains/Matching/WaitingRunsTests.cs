using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Matching;
using S2Grid.Protocol;
using S2Grid.Runs;

namespace S2Grid.Grains.Tests.Matching;

public sealed class WaitingRunsTests
{
    [Fact]
    public void Explain_NoAgent_SaysHowToLetOneIn() =>
        Assert.Equal("waits for agents: none has registered ('s2grid agents token create')", Explain("{memory: 64M}"));

    [Theory]
    [InlineData("{memory: 64M, chunk: 1G}",
        "needs chunk 1G: no agent with KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE (a: its kernel takes 4K, 2M)")]
    [InlineData("{memory: 64M, chunk: 2M, strategy: rfc, backing: 4k}",
        "needs strategy rfc: no agent has or can boot such a kernel (a: its kernel has no label and is taken for baseline)")]
    [InlineData("{memory: 64M, chunk: 0, strategy: rfc, backing: 4k}",
        "needs strategy rfc: no agent has or can boot such a kernel (a: its kernel has no label and is taken for baseline)")]
    [InlineData("{memory: 64M, chunk: 0, backing: hugetlb-2m}",
        "needs 32 huge pages of 2M: no agent with so many free (a: 31 of 40 are free)")]
    [InlineData("{memory: 8G, chunk: 0}", "needs 8G of memory: no agent with so much (a: it has 2G)")]
    [InlineData("{memory: 64M, chunk: 0, scenario: clear}",
        "needs manual protection with everything initially dirty: no agent with KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 (a: it has not)")]
    public void Explain_SomethingThatNoMachineHas_NamesItAndWhatThereIs(string axes, string reason) =>
        Assert.Equal(reason, Explain(axes, Agent("a")));

    [Fact]
    public void Explain_AnAgentThatCould_IsNamedWithItsState()
    {
        Assert.Null(Explain("{memory: 64M}", Agent("a")));
        Assert.Equal("waits: a is offline", Explain("{memory: 64M}", Agent("a") with { IsOnline = false }));
        Assert.Equal("waits: a is in maintenance", Explain("{memory: 64M}", Agent("a") with { Health = AgentHealth.Maintenance }));
        Assert.Equal(
            "waits: a is quarantined (it failed), b is offline",
            Explain("{memory: 64M}", Agent("a") with { Health = AgentHealth.Quarantined, Reason = "it failed" },
                Agent("b") with { IsOnline = false }));
    }

    [Fact]
    public void Explain_RevokedOrRetiredAgents_AreNotCounted() => Assert.Equal(
        "waits for agents: none has registered ('s2grid agents token create')",
        Explain("{memory: 64M}", Agent("a") with { IsRevoked = true }, Agent("b") with { Health = AgentHealth.Retired }));

    [Fact]
    public void Explain_NoAgentHasAll_SaysWhatEachLacks()
    {
        AgentStatus split = Agent("split");
        AgentStatus roomy = Agent("roomy");
        split.Machine.HugePages.Clear();
        roomy.Machine.Kvm.BlockSizes = 0;
        (roomy.Machine.HugePages[0].Total, roomy.Machine.HugePages[0].Free) = (64, 64);

        string? reason = Explain("{memory: 64M, chunk: 2M, backing: hugetlb-2m}", split, roomy);

        Assert.Contains("split: 32 huge pages of 2M, 0 of 0 are free", reason, StringComparison.Ordinal);
        Assert.Contains("roomy: chunk 2M, its kernel cannot split eagerly", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_RunsThatWait_AreCountedAndApartThoseThatNoAgentCanEverDo()
    {
        SweepSpecification specification =
            SweepSpecification.Parse("axes: {memory: 64M, chunk: [0, 1G]}\nbackend: kvm", "s.yaml").Specification!;
        (RunConfiguration, int)[] runs = [(specification.Plan[0].Configuration, 3), (specification.Plan[1].Configuration, 2)];

        Waiting none = Of();
        Waiting offline = Of(Agent("a") with { IsOnline = false });
        Waiting present = Of(Agent("a"));

        Assert.Equal((5, 0), (none.Runs, none.ImpossibleRuns));
        Assert.StartsWith("2 configurations wait for agents: ", none.Reason, StringComparison.Ordinal);
        Assert.Equal((5, 2), (offline.Runs, offline.ImpossibleRuns));
        Assert.Equal((2, 2), (present.Runs, present.ImpossibleRuns));

        Waiting Of(params AgentStatus[] agents) => WaitingRuns.Explain(runs, agents, _ => new Dictionary<string, string>());
    }

    private static string? Explain(string axes, params AgentStatus[] agents)
    {
        SweepSpecification specification = SweepSpecification.Parse($"axes: {axes}\nbackend: kvm", "s.yaml").Specification!;
        return WaitingRuns.Explain(specification.Plan[0].Configuration, agents, new Dictionary<string, string>())?.Text;
    }

    private static AgentStatus Agent(string name)
    {
        var machine = new Machine
        {
            Architecture = "arm64",
            MemoryBytes = 2L << 30,
            PageBytes = 4096,
            ThpMode = "madvise",
            Kvm = new KvmFacts { Usable = true, BlockSizes = 0x201000, ManualProtect = 1, Vcpus = 8, Memslots = 32 },
            HugePages = { new HugePages { Bytes = 2 << 20, Total = 40, Free = 31 } },
        };
        return new AgentStatus(
            name, name, AgentHealth.Active, "", true, false, false, DateTimeOffset.UnixEpoch, null, null, 0, 0, [],
            new Dictionary<string, string>(), machine);
    }
}
