namespace S2Grid.Views.Agents;

/// <summary>Something that an agent or its machine needs so that it gets runs, or runs of a kind.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Result"><c>ok</c>, <see cref="Fails"/> where it gets no runs for it, or <c>without</c> where it gets some.</param>
/// <param name="Detail">How it is, or what to do, or which runs it does not get.</param>
public sealed record AgentCheck(string Name, string Result, string Detail)
{
    /// <summary>The result of what must hold and does not.</summary>
    public const string Fails = "fails";

    /// <summary>Everything that is checked of an agent.</summary>
    public static IEnumerable<AgentCheck> Of(AgentStatus agent) => [.. Duties(agent), .. Abilities(agent.Machine)];

    /// <summary>What must hold for the agent to get runs.</summary>
    private static IEnumerable<AgentCheck> Duties(AgentStatus agent)
    {
        yield return Must("online", agent.IsOnline, "heard from recently", "start 's2grid-agent run' on the machine");
        yield return Must("credential", !agent.IsRevoked, "good", "revoked: register the machine again with a new token");
        string health = agent.Health.ToString().ToLowerInvariant();
        yield return Must("health", agent.Health == AgentHealth.Active, health,
            agent.Reason.Length > 0 ? $"{health}: {agent.Reason}" : health);
        yield return Must("kvm", agent.Machine.KvmFault is null, "usable", agent.Machine.KvmFault ?? "");
    }

    /// <summary>What decides which runs it gets.</summary>
    private static IEnumerable<AgentCheck> Abilities(Machine machine)
    {
        yield return May(
            "eager split",
            machine.Kvm.BlockSizes != 0,
            $"chunks of {MachineText.Sizes(machine.Kvm.BlockSizes)}",
            "its kernel has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE: only runs with chunk 0");
        yield return May(
            "clear scenario",
            (machine.Kvm.ManualProtect & 2) != 0,
            "manual protection with everything initially dirty",
            "no manual protection with everything initially dirty: no runs of scenario clear");
        yield return May(
            "huge pages", machine.HugePages.Any(pool => pool.Free > 0), MachineText.Pools(machine),
            "none is free: no runs with backing hugetlb");
        yield return May("thp", machine.ThpMode != "never", machine.ThpMode, "never: no runs with backing thp");
        yield return May(
            "counts", machine.Counts, "kernel functions can be counted",
            "no kprobes: --verify-counts compares table pages and dirty pages only");
        yield return May(
            "kernel label", machine.KernelStrategy.Length > 0, machine.KernelStrategy,
            $"none: its runs are those of strategy {machine.EffectiveStrategy}");
        string? refusal = PredictedIoctls.Refusal(machine.Architecture, machine.Origin, machine.RecordedOrigin);
        yield return May("cost models", refusal is null, "times are compared with the models that a sweep names", refusal ?? "");
    }

    private static AgentCheck Must(string name, bool holds, string then, string otherwise) =>
        new(name, holds ? "ok" : Fails, holds ? then : otherwise);

    private static AgentCheck May(string name, bool holds, string then, string otherwise) =>
        new(name, holds ? "ok" : "without", holds ? then : otherwise);
}
