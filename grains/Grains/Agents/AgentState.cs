using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace S2Grid.Grains.Agents;

/// <summary>What is written down of one agent.</summary>
internal sealed class AgentState
{
    private static readonly JsonSerializerOptions Json = new() { PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate };

    private readonly AgentCatalogue catalogue;
    private AgentRecord? record;
    private Task lastChange = Task.CompletedTask;

    private AgentState(AgentCatalogue catalogue, AgentRecord? record)
    {
        this.catalogue = catalogue;
        this.record = record;
        Machine = record is null ? new Machine() : ReadMachine(record.Machine);
    }

    /// <summary>Whether there is such an agent.</summary>
    public bool IsKnown => record is not null;

    /// <summary>The agent.</summary>
    public AgentRecord Agent => record ?? throw new InvalidOperationException("There is no such agent.");

    /// <summary>Its machine.</summary>
    public Machine Machine { get; private set; }

    /// <summary>Whether it gets runs.</summary>
    public AgentHealth Health => (AgentHealth)(Agent.Health + 1);

    /// <summary>Why it failed the runs since it last did one.</summary>
    public IReadOnlyList<string> Failures => JsonSerializer.Deserialize<string[]>(Agent.Failures)!;

    /// <summary>Reads what there is of an agent.</summary>
    public static async Task<AgentState> OpenAsync(AgentCatalogue catalogue, string id) => new(catalogue, await catalogue.Find(id));

    /// <summary>A machine as it is kept.</summary>
    public static string Write(Machine machine) => JsonSerializer.Serialize(machine, Json);

    /// <summary>A health as it is kept: from 0.</summary>
    public static int Write(AgentHealth health) => (int)health - 1;

    /// <summary>Words as they are kept.</summary>
    public static string Write(IReadOnlyDictionary<string, string> labels) => JsonSerializer.Serialize(labels);

    /// <summary>Changes what is known, and writes it down. Changes are made one after the other.</summary>
    public Task ChangeAsync(Func<AgentRecord, AgentRecord> change) => lastChange = ChangeAfterAsync(lastChange, change);

    /// <summary>The agent as it stands.</summary>
    /// <param name="isOnline">Whether a process of it has been heard lately.</param>
    /// <param name="seenAt">When it was last heard.</param>
    /// <param name="work">What it is doing, or null.</param>
    public AgentStatus Status(bool isOnline, DateTimeOffset? seenAt, string? work)
    {
        Dictionary<string, string> labels = JsonSerializer.Deserialize<Dictionary<string, string>>(Agent.Labels)!;
        foreach ((string name, string value) in Machine.Labels)
            labels.TryAdd(name, value);
        return new AgentStatus(
            Agent.Id,
            Agent.Name,
            Health,
            Agent.Reason,
            isOnline,
            Agent.CredentialHash.Length == 0,
            Agent.IsEphemeral,
            Agent.RegisteredAt,
            seenAt,
            work,
            Agent.DoneRuns,
            Agent.FailedRuns,
            Failures,
            labels,
            Machine);
    }

    private async Task ChangeAfterAsync(Task before, Func<AgentRecord, AgentRecord> change)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        AgentRecord next = change(Agent);
        await catalogue.Put(next);
        record = next;
        Machine = ReadMachine(next.Machine);
    }

    /// <summary>Reads a machine that was kept, also by versions that kept KVM's facts among the machine's own.</summary>
    internal static Machine ReadMachine(string text)
    {
        JsonObject kept = JsonNode.Parse(text)!.AsObject();
        if (kept.TryGetPropertyValue("KvmFault", out JsonNode? fault))
        {
            JsonNode kvm = kept.DeepClone();
            (kvm["Usable"], kvm["WhyNot"]) = (fault is null, fault?.GetValue<string>() ?? "");
            kept["Kvm"] = kvm;
            kept["Provenance"] = kept["Provenance"]!.GetValue<string>().ToLowerInvariant();
            kept["RecordedProvenance"] = kept["RecordedProvenance"]?.GetValue<string>().ToLowerInvariant() ?? "";
        }

        return kept.Deserialize<Machine>(Json)!;
    }
}
