using Google.Protobuf.Collections;
using S2Grid.Agent.Counting;
using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Machines;

/// <summary>Describes this machine.</summary>
internal static class MachineReader
{
    /// <summary>Release and build of the running kernel.</summary>
    internal static string Kernel => $"{KernelRelease} {KernelBuild}";

    /// <summary>uname -r.</summary>
    internal static string KernelRelease => SystemFile.Read("/proc/sys/kernel/osrelease") ?? "unknown";

    /// <summary>Names the time since the last boot.</summary>
    internal static string BootId => SystemFile.Read("/proc/sys/kernel/random/boot_id") ?? "";

    private static string KernelBuild => SystemFile.Read("/proc/sys/kernel/version") ?? "unknown";

    /// <summary>Reads what can be found out without being told.</summary>
    internal static Machine Read()
    {
        ProvenanceDecision provenance = ProvenanceDecision.Of(ProvenanceEvidence.Here());
        var machine = new Machine
        {
            AgentVersion = ProgramVersion.Number,
            HostName = Environment.MachineName,
            Architecture = CpuFacts.Architecture,
            CpuModel = CpuFacts.Model,
            Midr = CpuFacts.Midr,
            Cores = Affinity.Allowed.Count,
            MemoryBytes = MemoryInfo.Bytes("MemTotal"),
            PageBytes = Environment.SystemPageSize,
            KernelRelease = KernelRelease,
            KernelBuild = KernelBuild,
            BootId = BootId,
            Provenance = provenance.Provenance,
            ProvenanceReason = provenance.Reason,
            ThpMode = SystemFile.Choice("/sys/kernel/mm/transparent_hugepage/enabled") ?? "",
            Counts = KernelFunctions.Find().WhyNot is null,
        };
        machine.HugePages.AddRange(HugePagePools.Read());
        foreach ((string name, string value) in Preflight.Read())
            machine.Surroundings[name] = value;

        machine.Kvm = ReadKvm(machine.Surroundings);
        return machine;
    }

    private static KvmFacts ReadKvm(MapField<string, string> surroundings)
    {
        try
        {
            using var device = KvmDevice.Open();
            using KvmVm vm = device.CreateVm();
            if (vm.Check(KvmCapability.ArmSupportedBlockSizes) != 0)
            {
                // Of a new VM: what it splits by although nobody has asked, in bytes.
                surroundings["eager_split_chunk"] = vm.Check(KvmCapability.ArmEagerSplitChunkSize).ToString(CultureInfo.InvariantCulture);
            }

            return new KvmFacts
            {
                Usable = true,
                ApiVersion = 12,
                BlockSizes = (ulong)vm.Check(KvmCapability.ArmSupportedBlockSizes),
                ManualProtect = (uint)vm.Check(KvmCapability.ManualDirtyLogProtect),
                DirtyRing = (uint)Math.Max(vm.Check(KvmCapability.DirtyLogRingAcquireRelease), vm.Check(KvmCapability.DirtyLogRing)),
                Vcpus = Math.Max(vm.Check(KvmCapability.MaxVcpus), vm.Check(KvmCapability.Vcpus)),
                Memslots = vm.Check(KvmCapability.MemorySlots),
                IpaBits = CpuFacts.Architecture == "arm64" ? vm.Check(KvmCapability.ArmVmAddressBits) : 0,
            };
        }
        catch (Exception exception) when (exception is KvmUnusableException or KvmException)
        {
            return new KvmFacts { WhyNot = exception.Message };
        }
    }
}
