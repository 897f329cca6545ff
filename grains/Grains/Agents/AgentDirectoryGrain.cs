using S2Grid.Grains.Telemetry;

namespace S2Grid.Grains.Agents;

/// <inheritdoc cref="IAgentDirectoryGrain"/>
[Reentrant]
public sealed class AgentDirectoryGrain(SweepCatalogue catalogue, GridSettings settings, AgentInstruments instruments) : Grain,
    IAgentDirectoryGrain
{
    private const int MaxNameLength = 64;
    private const int MaxLabelLength = 100;
    private const int MaxLabels = 32;
    private static readonly TimeSpan MaxLife = TimeSpan.FromDays(30);

    /// <summary>An ephemeral agent that has not been heard for so long is forgotten.</summary>
    private static readonly TimeSpan EphemeralMemory = TimeSpan.FromMinutes(10);

    private Task lastRegistration = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<RegistrationToken> CreateToken(IReadOnlyDictionary<string, string> labels, TimeSpan life)
    {
        if (life <= TimeSpan.Zero || life > MaxLife)
            throw new RefusedException(RefusalKind.Wrong, $"A registration token is good for at most {MaxLife.TotalDays:0} days.");
        if (labels.Count > MaxLabels
            || labels.Any(label => !IsName(label.Key) || label.Value.Length > MaxLabelLength || label.Value.Any(char.IsControl)))
        {
            throw new RefusedException(RefusalKind.Wrong,
                $"Labels are at most {MaxLabels} words of letters, digits, '-', '_' and '.', with values of at most {MaxLabelLength} "
                + $"characters.");
        }

        string secret = AgentSecrets.NewToken();
        DateTimeOffset now = settings.Clock.GetUtcNow();
        await catalogue.Agents.AddToken(new TokenRecord(AgentSecrets.Hash(secret), AgentState.Write(labels), now, now + life, null));
        return new RegistrationToken(secret, now + life);
    }

    /// <inheritdoc/>
    public Task<RegisterReply> Register(RegisterRequest request)
    {
        Task<RegisterReply> next = RegisterAfter(lastRegistration, request);
        lastRegistration = next;
        return next;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentStatus>> List() =>
        await Task.WhenAll((await catalogue.Agents.List()).Select(agent => Agent(agent.Id).GetStatus()));

    /// <inheritdoc/>
    public async Task ForgetLost()
    {
        DateTimeOffset oldest = settings.Clock.GetUtcNow() - EphemeralMemory;
        foreach (AgentStatus agent in await List())
        {
            if (agent is { IsEphemeral: true, IsOnline: false } && (agent.SeenAt ?? agent.RegisteredAt) < oldest)
            {
                await catalogue.Agents.Delete(agent.Id);
                instruments.Agents.Remove(agent.Id);
            }
        }
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
                RefusalKind.Wrong,
                $"'{nameOrId}' is the beginning of several ids: {string.Join(", ", matches.Select(agent => $"{agent.Id} {agent.Name}"))}."),
        };
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static string Suggestion(string given, IReadOnlyList<AgentRecord> agents) =>
        DidYouMean.Suggest(given, agents.Select(agent => agent.Name)) is { } known ? $" Did you mean '{known}'?" : "";

    private async Task<RegisterReply> RegisterAfter(Task before, RegisterRequest request)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (!IsName(request.Name))
        {
            throw new RefusedException(RefusalKind.Wrong,
                "An agent's name has at most 64 letters, digits, '-', '_' and '.', and begins with a letter or digit.");
        }

        byte[] publicKey = request.PublicKey.ToByteArray();
        string id = AgentSecrets.IdOf(publicKey);
        string hash = AgentSecrets.Hash(request.Token);
        DateTimeOffset now = settings.Clock.GetUtcNow();
        TokenRecord? found = await catalogue.Agents.FindToken(hash);
        string? fault = found switch
        {
            null => "is not known to this grid. 's2grid agents token create' makes one.",
            { UsedBy: { } other } when other != id =>
                "was used by another agent. Each agent needs one of its own: 's2grid agents token create'.",
            { ExpiresAt: var end } when end < now => $"has expired on {end:u}. 's2grid agents token create' makes another.",
            _ => null,
        };
        if (found is not { } token || fault is not null)
            throw new RefusedException(RefusalKind.Unknown, $"The registration token {fault}");

        AgentRecord? known = await catalogue.Agents.Find(id);
        string secret = AgentSecrets.NewCredential();
        AgentRecord agent = (known ?? new AgentRecord
        {
            Id = id,
            Name = request.Name,
            PublicKey = publicKey,
            CredentialHash = "",
            Labels = "{}",
            Machine = "{}",
            RegisteredAt = now,
        }) with
        {
            Name = request.Name,
            CredentialHash = AgentSecrets.Hash(secret),
            Labels = token.Labels,
            Machine = AgentState.Write(request.Machine),
            IsEphemeral = request.Ephemeral,
            RegisteredAt = now,
            IsRetired = false,
        };
        if (known is { IsRetired: true })
            agent = agent with { Health = AgentState.Write(AgentHealth.Active), Reason = "" };
        if (!await catalogue.Agents.Put(agent))
        {
            throw new RefusedException(RefusalKind.Wrong,
                $"Another agent is called {request.Name}. Register with another name, or retire that one ('s2grid agents retire "
                + $"{request.Name}').");
        }

        await catalogue.Agents.UseToken(hash, id);
        await Agent(id).Renewed();
        return new RegisterReply { AgentId = id, Credential = secret };
    }

    private IAgentGrain Agent(string id) => GrainFactory.GetGrain<IAgentGrain>(id);
}
