using S2Grid.Contracts.Agents;
using S2Grid.Grains.Agents;
using S2Grid.Protocol;
using S2Grid.Runs;

namespace S2Grid.Grains.Tests.Agents;

public sealed class AgentStateTests
{
    [Fact]
    public void ReadMachine_OfAVersionWithKvmsFactsAmongItsOwn_IsUnderstood()
    {
        Machine machine = AgentState.ReadMachine("""
            {"AgentVersion":"0.1.0","HostName":"h","Architecture":"arm64","Cores":4,"Provenance":"Nested","KvmFault":null,
             "BlockSizes":2101248,"ManualProtect":3,"DirtyRing":1048576,"Vcpus":8,"Memslots":32,"IpaBits":40,
             "HugePages":[{"Bytes":2097152,"Total":40,"Free":31}],"KernelVariants":["rfc"],"Labels":{"rack":"7"},
             "RecordedProvenance":null}
            """);

        var kvm = new KvmFacts
        {
            Usable = true,
            BlockSizes = 2101248,
            ManualProtect = 3,
            DirtyRing = 1 << 20,
            Vcpus = 8,
            Memslots = 32,
            IpaBits = 40,
        };
        Assert.Equal(Provenance.Nested, machine.Origin);
        Assert.Null(machine.RecordedOrigin);
        Assert.Equal(kvm, machine.Kvm);
        Assert.Equal(31, Assert.Single(machine.HugePages).Free);
        Assert.Equal(("rfc", "7"), (Assert.Single(machine.KernelVariants), machine.Labels["rack"]));
        Assert.Equal(machine, AgentState.ReadMachine(AgentState.Write(machine)));
    }
}
