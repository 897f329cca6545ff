using S2Grid.Common;
using S2Grid.Contracts.Agents;
using S2Grid.Protocol;
using S2Grid.Runs;
using Messages = S2Grid.Protocol;

namespace S2Grid.Server.Agents;

/// <summary>Machines as messages say them, within bounds whatever they say.</summary>
internal static class MachineMessages
{
    private const int LongestText = 256;
    private const int MostWords = 32;

    /// <summary>Reads a machine.</summary>
    /// <exception cref="RefusedException">Its provenance is none that an agent can have.</exception>
    public static AgentMachine Read(Machine? machine)
    {
        machine ??= new Machine();
        KvmFacts kvm = machine.Kvm ?? new KvmFacts();
        return new AgentMachine
        {
            AgentVersion = Clip(machine.AgentVersion),
            HostName = Clip(machine.HostName),
            Architecture = Clip(machine.Architecture),
            CpuModel = Clip(machine.CpuModel),
            Midr = Clip(machine.Midr),
            Cores = machine.Cores,
            MemoryBytes = machine.MemoryBytes,
            PageBytes = machine.PageBytes,
            KernelRelease = Clip(machine.KernelRelease),
            KernelBuild = Clip(machine.KernelBuild),
            BootId = Clip(machine.BootId),
            Provenance = ReadProvenance(machine.Provenance),
            ProvenanceReason = Clip(machine.ProvenanceReason),
            KvmFault = kvm.Usable ? null : kvm.WhyNot.Length > 0 ? Clip(kvm.WhyNot) : "the agent does not say why",
            BlockSizes = kvm.BlockSizes,
            ManualProtect = kvm.ManualProtect,
            DirtyRing = kvm.DirtyRing,
            Vcpus = kvm.Vcpus,
            Memslots = kvm.Memslots,
            IpaBits = kvm.IpaBits,
            HugePages = Read(machine.HugePages),
            ThpMode = Clip(machine.ThpMode),
            KernelStrategy = Clip(machine.KernelStrategy),
            KernelVariants = [.. machine.KernelVariants.Take(MostWords).Select(Clip)],
            Counts = machine.Counts,
            Selftest = machine.Selftest,
            Labels = machine.Labels.Take(MostWords).DistinctBy(label => Clip(label.Key)).ToDictionary(label => Clip(label.Key), label => Clip(label.Value)),
            RecordedProvenance = machine.RecordedProvenance.Length > 0 ? ReadProvenance(machine.RecordedProvenance) : null,
        };
    }

    /// <summary>Reads pools of huge pages.</summary>
    public static IReadOnlyList<HugePagePool> Read(IEnumerable<HugePages> pools) =>
        [.. pools.Take(MostWords).Select(pool => new HugePagePool(pool.Bytes, pool.Total, pool.Free))];

    /// <summary>Reads a provenance that an agent can have.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static Provenance ReadProvenance(string text) => text switch
    {
        "emulated" => Provenance.Emulated,
        "nested" => Provenance.Nested,
        "hardware" => Provenance.Hardware,
        "replayed" => Provenance.Replayed,
        _ => throw new RefusedException(RefusalKind.Wrong, $"The provenance '{Clip(text)}' is none that an agent can have: emulated, nested, hardware or replayed."),
    };

    /// <summary>A text that is short and has no control characters.</summary>
    public static string Clip(string text) => PrintableText.Sanitize(text, LongestText);

    /// <summary>A health as messages say it.</summary>
    public static Messages.AgentHealth Write(Contracts.Agents.AgentHealth health) => health switch
    {
        Contracts.Agents.AgentHealth.Active => Messages.AgentHealth.Active,
        Contracts.Agents.AgentHealth.Maintenance => Messages.AgentHealth.Maintenance,
        Contracts.Agents.AgentHealth.Quarantined => Messages.AgentHealth.Quarantined,
        _ => Messages.AgentHealth.Retired,
    };
}
