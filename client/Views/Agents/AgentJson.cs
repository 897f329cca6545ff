namespace S2Grid.Views.Agents;

/// <summary>Agents as JSON.</summary>
public static class AgentJson
{
    /// <summary>An agent with all facts about its machine.</summary>
    public static object Of(AgentStatus agent) => new
    {
        agent.Id,
        agent.Name,
        Online = agent.IsOnline,
        agent.Health,
        agent.Reason,
        Revoked = agent.IsRevoked,
        Ephemeral = agent.IsEphemeral,
        agent.RegisteredAt,
        agent.SeenAt,
        agent.Work,
        agent.DoneRuns,
        agent.FailedRuns,
        agent.Failures,
        Labels = new SortedDictionary<string, string>(agent.Labels.ToDictionary(), StringComparer.Ordinal),
        Machine = Of(agent.Machine),
    };

    /// <summary>A run that an agent was given.</summary>
    public static object Of(AgentRun run) =>
        new { Sweep = run.SweepName, run.SweepId, run.Run, run.StartedAt, run.EndedAt, run.Outcome, run.Error };

    private static object Of(Machine machine) => new
    {
        machine.AgentVersion,
        machine.HostName,
        machine.Architecture,
        machine.CpuModel,
        machine.Midr,
        machine.Cores,
        machine.MemoryBytes,
        machine.PageBytes,
        machine.KernelRelease,
        machine.KernelBuild,
        machine.BootId,
        machine.Provenance,
        machine.ProvenanceReason,
        machine.KvmFault,
        BlockSizes = MachineText.SizesIn(machine.Kvm.BlockSizes),
        machine.Kvm.ManualProtect,
        DirtyRingBytes = machine.Kvm.DirtyRing,
        machine.Kvm.Vcpus,
        machine.Kvm.Memslots,
        machine.Kvm.IpaBits,
        HugePages = machine.HugePages.Select(pool => new { pool.Bytes, pool.Total, pool.Free }),
        machine.ThpMode,
        machine.KernelStrategy,
        machine.KernelVariants,
        machine.Counts,
        machine.Selftest,
        Surroundings = new SortedDictionary<string, string>(machine.Surroundings, StringComparer.Ordinal),
    };
}
