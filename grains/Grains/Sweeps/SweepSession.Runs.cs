using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Leases;
using S2Grid.Grains.Leases;
using S2Grid.Grains.Matching;
using S2Grid.Runs;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Grains.Sweeps;

/// <content>A sweep that agents measure: they lease single runs.</content>
internal sealed partial class SweepSession
{
    private readonly Dictionary<string, string> homes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Dictionary<string, string>> refusals = [];
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private MeasuredPlan? measured;
    private IReadOnlyList<AgentWorkRequest> online = [];

    /// <summary>Told of each lease that an agent has not renewed in time, with its number.</summary>
    public Action<string, long> OnExpired { get; set; } = (_, _) => { };

    /// <summary>Whether agents do its runs.</summary>
    public bool IsMeasured => measured is not null;

    /// <summary>
    /// The next run for an agent, or a kernel that it is to boot first; null if it can take nothing now. Repeats come in rounds, in each
    /// of which a machine does all it can on the kernel that it has before it boots another: so variants are interleaved. A configuration
    /// stays with the machine that has begun it, its variants and repeats included, as long as that machine is there.
    /// </summary>
    public async Task<RunLease?> TryLeaseRunAsync(AgentWorkRequest request, IReadOnlyList<AgentWorkRequest> others)
    {
        online = others;
        names[request.AgentId] = request.Name;
        await ExpireRunsAsync();
        foreach (long number in ledger.HeldBy(request.AgentId))
            await ReleaseAsync(number);
        if (IsDraining || measured is null || ledger.LeaseCount >= (Record.Policy.Parallelism ?? int.MaxValue))
            return null;
        if (Choose(measured, request) is not var (run, variant))
            return null;
        if (variant is not null)
            return new RunLease(null, Record.Name, variant);
        BatchLease lease = ledger.LeaseRun(ledger.ItemOf(run), request.AgentId, settings.Clock.GetUtcNow());
        int configuration = measured.ConfigurationOf(run);
        homes.TryAdd(measured.Family(configuration), request.AgentId);
        if (settings.IsCluster && lease.RetryFile is null)
            await WriteDownAsync(lease, "", request.AgentId);
        return IsOvertaken ? null : new RunLease(lease with { Trace = span?.Id }, Record.Name, null);
    }

    /// <summary>Learns which machines have begun which configurations before this session was opened.</summary>
    /// <param name="begun">Runs and the agents that were given them, the oldest first.</param>
    private void Remember(IEnumerable<(long Run, string AgentId)> begun)
    {
        foreach ((long run, string agent) in begun.Where(one => one.Run < Record.TotalRuns))
            homes.TryAdd(measured!.Family(measured.ConfigurationOf(run)), agent);
    }

    /// <summary>Ends an agent's lease without a result.</summary>
    public async Task GiveBackAsync(long number, bool hasDied, string? refusal)
    {
        if (ledger.Held(number) is not { } held || measured is null)
            return;
        if (refusal is not null)
        {
            int configuration = measured.ConfigurationOf(held.Item.First);
            if (!refusals.TryGetValue(configuration, out Dictionary<string, string>? known))
                refusals.Add(configuration, known = new Dictionary<string, string>(StringComparer.Ordinal));
            known[held.Worker] = refusal;
        }

        if (!hasDied)
            await ReleaseAsync(number);
        else if (ledger.Take(number) is { } lost)
            await SuspectAsync(lost, $"agents have died or were lost while they did it, last {NameOf(held.Worker)}");
    }

    /// <summary>Takes back runs whose agents have not renewed them in time.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> ExpireRunsAsync()
    {
        IReadOnlyList<(long Number, string Agent, LeaseRecord? Lost)> expired = ledger.TakeExpired(settings.Clock.GetUtcNow());
        foreach ((long number, string agent, LeaseRecord? lost) in expired)
        {
            OnExpired(agent, number);
            agentInstruments.LeaseExpired(NameOf(agent));
            if (lost is not null)
                await SuspectAsync(lost, $"agents have died or were lost while they did it, last {NameOf(agent)}");
        }

        return expired.Count > 0;
    }

    /// <summary>Why runs wait that nobody has in work; null if none does, or agents could take them.</summary>
    public string? ExplainWaiting(IReadOnlyList<AgentStatus> agents)
    {
        if (measured is null)
            return null;
        IEnumerable<int> waiting = Enumerable.Range(0, measured.Configurations)
            .Where(configuration => Enumerable.Range(0, measured.Repeats).Any(repeat => ledger.IsPending(measured.Run(configuration, repeat))));
        int[] numbers = [.. waiting];
        Dictionary<RunConfiguration, IReadOnlyDictionary<string, string>> refused = [];
        foreach (int number in numbers)
            refused[measured[number]] = RefusalsOf(number);
        return WaitingRuns.Explain(refused.Keys, agents, run => refused[run]);
    }

    /// <summary>Which agents have said of a run that their machine never can, and why.</summary>
    public IReadOnlyDictionary<string, string> Refusals(long run) => measured is null ? [] : RefusalsOf(measured.ConfigurationOf(run));

    private Dictionary<string, string> RefusalsOf(int configuration) => refusals.GetValueOrDefault(configuration) ?? [];

    private (long Run, string? Variant)? Choose(MeasuredPlan runs, AgentWorkRequest request)
    {
        for (int repeat = 0; repeat < runs.Repeats; repeat++)
        {
            string? variant = null;
            for (int configuration = 0; configuration < runs.Configurations; configuration++)
            {
                long run = runs.Run(configuration, repeat);
                if (!ledger.IsPending(run) || !MayTake(runs, configuration, run, request))
                    continue;
                if (ledger.ItemOf(run).Quarantine is not null || RunNeeds.HasKernel(runs[configuration], request.Machine))
                    return (run, null);
                variant ??= RunNeeds.Kernel(runs[configuration]);
            }

            if (variant is not null)
                return (-1, variant);
        }

        return null;
    }

    private bool MayTake(MeasuredPlan runs, int configuration, long run, AgentWorkRequest request)
    {
        WorkItem item = ledger.ItemOf(run);
        if (item.Quarantine is not null)
            return true;
        if (!CanDo(runs, configuration, request))
            return false;
        if (item.Avoid == request.AgentId && online.Any(other => other.AgentId != request.AgentId && CanDo(runs, configuration, other)))
            return false;
        return !homes.TryGetValue(runs.Family(configuration), out string? home)
            || home == request.AgentId
            || item.Avoid == home
            || !online.Any(other => other.AgentId == home && CanDo(runs, configuration, other));
    }

    private bool CanDo(MeasuredPlan runs, int configuration, AgentWorkRequest agent) =>
        RunNeeds.Fits(runs[configuration], agent.Machine) && !RefusalsOf(configuration).ContainsKey(agent.AgentId);

    private bool HasAnother(long run, string? agent) => measured is { } runs
        && online.Any(other => other.AgentId != agent && CanDo(runs, runs.ConfigurationOf(run), other));

    private string NameOf(string agentId) => names.GetValueOrDefault(agentId, agentId);
}
