using S2Grid.Grains.Leases;
using S2Grid.Grains.Matching;

namespace S2Grid.Grains.Sweeps;

/// <summary>The runs of a sweep that agents measure: who of them may take which, and what is known of those who have asked.</summary>
internal sealed class MeasuredRuns(SweepSpecification specification, BatchLedger ledger)
{
    private readonly MeasuredPlan plan = new(specification.Plan, specification.Repeats, specification.Baseline);
    private readonly Dictionary<string, string> homes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Dictionary<string, string>> refusals = [];
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private IReadOnlyList<AgentWorkRequest> online = [];

    /// <summary>Learns which machines have begun which configurations before this session was opened.</summary>
    /// <param name="begun">Runs and the agents that were given them, the oldest first.</param>
    public void Remember(IEnumerable<(long Run, string AgentId)> begun)
    {
        foreach ((long run, string agent) in begun.Where(one => one.Run < specification.Plan.RunCount))
            homes.TryAdd(plan.Family(plan.ConfigurationOf(run)), agent);
    }

    /// <summary>Notes who asks, and who else has asked lately.</summary>
    public void Note(AgentWorkRequest request, IReadOnlyList<AgentWorkRequest> present)
    {
        online = present;
        names[request.AgentId] = request.Name;
    }

    /// <summary>
    /// The next run for an agent, or a kernel that it is to boot first; neither if it can take nothing now. Repeats come in rounds, in each
    /// of which a machine does all it can on the kernel that it has before it boots another: so variants are interleaved. A configuration
    /// stays with the machine that has begun it, its variants and repeats included, as long as that machine is there.
    /// </summary>
    public (WorkItem? Run, string? Variant) Choose(AgentWorkRequest request)
    {
        for (int repeat = 0; repeat < plan.Repeats; repeat++)
        {
            string? variant = null;
            for (int configuration = 0; configuration < plan.Configurations; configuration++)
            {
                long run = plan.Run(configuration, repeat);
                if (!ledger.IsPending(run) || !MayTake(configuration, ledger.ItemOf(run), request))
                    continue;
                if (ledger.ItemOf(run) is var item
                    && (item.Quarantine is not null || RunNeeds.HasKernel(plan[configuration], request.Machine)))
                {
                    homes.TryAdd(plan.Family(configuration), request.AgentId);
                    return (item, null);
                }

                variant ??= plan[configuration].Strategy;
            }

            if (variant is not null)
                return (null, variant);
        }

        return (null, null);
    }

    /// <summary>Notes that an agent's machine can never do a run, and why.</summary>
    public void Refuse(long run, string agentId, string reason)
    {
        int configuration = plan.ConfigurationOf(run);
        if (!refusals.TryGetValue(configuration, out Dictionary<string, string>? known))
            refusals.Add(configuration, known = new Dictionary<string, string>(StringComparer.Ordinal));
        known[agentId] = reason;
    }

    /// <summary>Which agents have said of a run that their machine never can, and why.</summary>
    public IReadOnlyDictionary<string, string> Refusals(long run) => RefusalsOf(plan.ConfigurationOf(run));

    /// <summary>Whether an agent other than this one could do a run.</summary>
    public bool HasAnother(long run, string? agent) =>
        online.Any(other => other.AgentId != agent && CanDo(plan.ConfigurationOf(run), other));

    /// <summary>Why runs wait that nobody has in work; nothing if none does, or agents could take them.</summary>
    public Waiting ExplainWaiting(IReadOnlyList<AgentStatus> agents)
    {
        Dictionary<RunConfiguration, IReadOnlyDictionary<string, string>> refused = [];
        List<(RunConfiguration Run, int Repeats)> pending = [];
        for (int configuration = 0; configuration < plan.Configurations; configuration++)
        {
            int repeats = Enumerable.Range(0, plan.Repeats).Count(repeat => ledger.IsPending(plan.Run(configuration, repeat)));
            if (repeats == 0)
                continue;
            pending.Add((plan[configuration], repeats));
            refused[plan[configuration]] = RefusalsOf(configuration);
        }

        return WaitingRuns.Explain(pending, agents, run => refused[run]);
    }

    /// <summary>What people call an agent.</summary>
    public string NameOf(string agentId) => names.GetValueOrDefault(agentId, agentId);

    private Dictionary<string, string> RefusalsOf(int configuration) => refusals.GetValueOrDefault(configuration) ?? [];

    private bool MayTake(int configuration, WorkItem item, AgentWorkRequest request)
    {
        if (item.Quarantine is not null)
            return true;
        if (!CanDo(configuration, request) || (item.Avoid == request.AgentId && HasAnother(item.First, request.AgentId)))
            return false;
        return !homes.TryGetValue(plan.Family(configuration), out string? home)
            || home == request.AgentId
            || item.Avoid == home
            || !online.Any(other => other.AgentId == home && CanDo(configuration, other));
    }

    private bool CanDo(int configuration, AgentWorkRequest agent) =>
        RunNeeds.Fits(plan[configuration], agent.Machine) && !RefusalsOf(configuration).ContainsKey(agent.AgentId);
}
