using Orleans.Concurrency;
using S2Grid.Common;
using S2Grid.Contracts.Agents;
using S2Grid.Grains.Telemetry;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Grains.Agents;

/// <inheritdoc cref="IAgentDirectoryGrain"/>
[Reentrant]
public sealed class AgentDirectoryGrain(ICatalogue catalogue, GridSettings settings, AgentInstruments instruments) : Grain, IAgentDirectoryGrain
{
    private const int LongestName = 64;
    private const int LongestLabel = 100;
    private const int MostLabels = 32;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    /// <summary>An ephemeral agent that has not been heard for so long is forgotten.</summary>
    private static readonly TimeSpan EphemeralMemory = TimeSpan.FromMinutes(10);

    private Task lastRegistration = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<RegistrationToken> CreateToken(IReadOnlyDictionary<string, string> labels, TimeSpan life)
    {
        if (life <= TimeSpan.Zero || life > LongestLife)
            throw new RefusedException(RefusalKind.Wrong, $"A registration token is good for at most {LongestLife.TotalDays:0} days.");
        if (labels.Count > MostLabels || labels.Any(label => !IsName(label.Key) || label.Value.Length > LongestLabel || label.Value.Any(char.IsControl)))
            throw new RefusedException(RefusalKind.Wrong, $"Labels are at most {MostLabels} words of letters, digits, '-', '_' and '.', with values of at most {LongestLabel} characters.");
        string secret = AgentSecrets.NewToken();
        DateTimeOffset now = settings.Clock.GetUtcNow();
        await catalogue.Agents.AddToken(new TokenRecord(AgentSecrets.Hash(secret), AgentState.Write(labels), now, now + life, null));
        return new RegistrationToken(secret, now + life);
    }

    /// <inheritdoc/>
    public Task<AgentCredential> Register(AgentRegistration registration)
    {
        Task<AgentCredential> next = RegisterAfter(lastRegistration, registration);
        lastRegistration = next;
        return next;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentStatus>> List()
    {
        AgentStatus[] all = await Task.WhenAll((await catalogue.Agents.List()).Select(agent => Agent(agent.Id).GetStatus()));
        DateTimeOffset oldest = settings.Clock.GetUtcNow() - EphemeralMemory;
        var present = new List<AgentStatus>();
        foreach (AgentStatus agent in all)
        {
            if (agent is { IsEphemeral: true, IsOnline: false } && (agent.SeenAt ?? agent.RegisteredAt) < oldest)
                await Forget(agent.Id);
            else
                present.Add(agent);
        }

        return present;
    }

    /// <inheritdoc/>
    public async Task<AgentStatus> Find(string nameOrId)
    {
        IReadOnlyList<AgentRecord> all = await catalogue.Agents.List();
        if (all.FirstOrDefault(agent => agent.Name == nameOrId || agent.Id == nameOrId) is { } exact)
            return await Agent(exact.Id).GetStatus();
        AgentRecord[] matches = nameOrId.Length > 0 ? [.. all.Where(agent => agent.Id.StartsWith(nameOrId, StringComparison.Ordinal))] : [];
        return matches switch
        {
            [var only] => await Agent(only.Id).GetStatus(),
            [] => throw new RefusedException(RefusalKind.Wrong, $"There is no agent '{nameOrId}'.{Suggestion(nameOrId, all)}"),
            _ => throw new RefusedException(
                RefusalKind.Wrong, $"'{nameOrId}' is the beginning of several ids: {string.Join(", ", matches.Select(agent => $"{agent.Id} {agent.Name}"))}."),
        };
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static string Suggestion(string given, IReadOnlyList<AgentRecord> agents) =>
        DidYouMean.Suggest(given, agents.Select(agent => agent.Name)) is { } known ? $" Did you mean '{known}'?" : "";

    private async Task<AgentCredential> RegisterAfter(Task before, AgentRegistration registration)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (!IsName(registration.Name))
            throw new RefusedException(RefusalKind.Wrong, "An agent's name has at most 64 letters, digits, '-', '_' and '.', and begins with a letter or digit.");
        string id = AgentSecrets.IdOf(registration.PublicKey);
        string hash = AgentSecrets.Hash(registration.Token);
        DateTimeOffset now = settings.Clock.GetUtcNow();
        TokenRecord token = await catalogue.Agents.FindToken(hash)
            ?? throw new RefusedException(RefusalKind.Unknown, "The registration token is not known to this grid. 's2grid agents token create' makes one.");
        if (token.UsedBy is not null && token.UsedBy != id)
            throw new RefusedException(RefusalKind.Unknown, "The registration token was used by another agent. Each agent needs one of its own: 's2grid agents token create'.");
        if (token.ExpiresAt < now)
            throw new RefusedException(RefusalKind.Unknown, $"The registration token has expired on {token.ExpiresAt:u}. 's2grid agents token create' makes another.");
        AgentRecord? known = await catalogue.Agents.Find(id);
        string secret = AgentSecrets.NewCredential();
        AgentRecord agent = (known ?? new AgentRecord
        {
            Id = id,
            Name = registration.Name,
            PublicKey = registration.PublicKey,
            CredentialHash = "",
            Labels = "{}",
            Machine = "{}",
            RegisteredAt = now,
        }) with
        {
            Name = registration.Name,
            CredentialHash = AgentSecrets.Hash(secret),
            Labels = token.Labels,
            Machine = AgentState.Write(registration.Machine),
            IsEphemeral = registration.IsEphemeral,
            RegisteredAt = now,
            IsRetired = false,
        };
        if (known is { IsRetired: true })
            agent = agent with { Health = (int)AgentHealth.Active, Reason = "" };
        if (!await catalogue.Agents.Put(agent))
            throw new RefusedException(RefusalKind.Wrong, $"Another agent is called {registration.Name}. Register with another name, or retire that one ('s2grid agents retire {registration.Name}').");
        await catalogue.Agents.UseToken(hash, id);
        await Agent(id).Renewed();
        return new AgentCredential(id, secret);
    }

    private async Task Forget(string id)
    {
        await catalogue.Agents.Delete(id);
        instruments.Agents.Remove(id);
    }

    private IAgentGrain Agent(string id) => GrainFactory.GetGrain<IAgentGrain>(id);
}
