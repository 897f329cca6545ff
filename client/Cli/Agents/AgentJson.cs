using System.Text.Json;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Agents;

/// <summary>Agents for programs.</summary>
internal static class AgentJson
{
    /// <summary>Writes an agent's properties.</summary>
    public static void WriteProperties(Utf8JsonWriter json, AgentStatus agent)
    {
        json.WriteString("id", agent.Id);
        json.WriteString("name", agent.Name);
        json.WriteBoolean("online", agent.IsOnline);
        json.WriteString("health", agent.Health.ToString().ToLowerInvariant());
        json.WriteString("reason", agent.Reason);
        json.WriteBoolean("revoked", agent.IsRevoked);
        json.WriteBoolean("ephemeral", agent.IsEphemeral);
        json.WriteString("registered_at", agent.RegisteredAt);
        WriteTime(json, "seen_at", agent.SeenAt);
        json.WriteString("work", agent.Work);
        json.WriteNumber("done_runs", agent.DoneRuns);
        json.WriteNumber("failed_runs", agent.FailedRuns);
        json.WriteTexts("failures", agent.Failures);
        json.WriteStartObject("labels");
        foreach ((string name, string value) in agent.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WritePropertyName("machine");
        MachineText.Write(json, agent.Machine);
    }

    /// <summary>Writes a run's properties.</summary>
    public static void WriteRun(Utf8JsonWriter json, AgentRun run)
    {
        json.WriteStartObject();
        json.WriteString("sweep", run.SweepName);
        json.WriteString("sweep_id", run.SweepId);
        json.WriteNumber("run", run.Run);
        json.WriteString("started_at", run.StartedAt);
        WriteTime(json, "ended_at", run.EndedAt);
        json.WriteString("outcome", run.Outcome);
        json.WriteString("error", run.Error);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
