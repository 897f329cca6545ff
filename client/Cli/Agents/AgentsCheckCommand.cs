using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;

namespace S2Grid.Cli.Agents;

/// <summary><c>s2grid agents check</c>: what an agent supports.</summary>
internal static class AgentsCheckCommand
{
    private static readonly Listing<Check> Checks = new(
        check => new { Check = check.Name, check.Result, check.Detail },
        new("check", check => check.Name),
        new("result", check => check.Result),
        new("detail", check => check.Detail));

    public static CliCommand Of(SubjectCommands<AgentStatus> agents)
    {
        Option<Format> format = FormatOption.OfList();
        return agents.Of(
            "check",
            "Check whether an agent gets runs, and what its machine does not support",
            [new("s2grid agents check altra1", "Exit code 1 if it gets no runs now; also what its machine does not support.")],
            (_, agent, parse, _) =>
            {
                Check[] checks = [.. Duties(agent), .. Abilities(agent.Machine)];
                Checks.Write(agents.Terminal, parse.GetValue(format), checks);
                return Task.FromResult(checks.Any(check => check.Result == Check.Fails) ? ExitCode.Failed : ExitCode.Done);
            },
            format);
    }

    /// <summary>What must hold for the agent to get runs.</summary>
    private static IEnumerable<Check> Duties(AgentStatus agent)
    {
        yield return Check.Must("online", agent.IsOnline, "heard from recently", "start 's2grid-agent run' on the machine");
        yield return Check.Must("credential", !agent.IsRevoked, "good", "revoked: register the machine again with a new token");
        string health = agent.Health.ToString().ToLowerInvariant();
        yield return Check.Must("health", agent.Health == AgentHealth.Active, health,
            agent.Reason.Length > 0 ? $"{health}: {agent.Reason}" : health);
        yield return Check.Must("kvm", agent.Machine.KvmFault is null, "usable", agent.Machine.KvmFault ?? "");
    }

    /// <summary>What decides which runs it gets.</summary>
    private static IEnumerable<Check> Abilities(Machine machine)
    {
        yield return Check.May(
            "eager split",
            machine.Kvm.BlockSizes != 0,
            $"chunks of {MachineText.Sizes(machine.Kvm.BlockSizes)}",
            "its kernel has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE: only runs with chunk 0");
        yield return Check.May(
            "clear scenario",
            (machine.Kvm.ManualProtect & 2) != 0,
            "manual protection with everything initially dirty",
            "no manual protection with everything initially dirty: no runs of scenario clear");
        yield return Check.May(
            "huge pages", machine.HugePages.Any(pool => pool.Free > 0), MachineText.Pools(machine),
            "none is free: no runs with backing hugetlb");
        yield return Check.May("thp", machine.ThpMode != "never", machine.ThpMode, "never: no runs with backing thp");
        yield return Check.May(
            "counts", machine.Counts, "kernel functions can be counted",
            "no kprobes: --verify-counts compares table pages and dirty pages only");
        yield return Check.May(
            "kernel label", machine.KernelStrategy.Length > 0, machine.KernelStrategy,
            $"none: its runs are those of strategy {machine.EffectiveStrategy}");
        string? refusal = PredictedIoctls.Refusal(machine.Architecture, machine.Origin, machine.RecordedOrigin);
        yield return Check.May("cost models", refusal is null, "times are compared with the models that a sweep names", refusal ?? "");
    }

    /// <summary>One line of the answer.</summary>
    private sealed record Check(string Name, string Result, string Detail)
    {
        public const string Fails = "fails";

        public static Check Must(string name, bool holds, string then, string otherwise) =>
            new(name, holds ? "ok" : Fails, holds ? then : otherwise);

        public static Check May(string name, bool holds, string then, string otherwise) =>
            new(name, holds ? "ok" : "without", holds ? then : otherwise);
    }
}
