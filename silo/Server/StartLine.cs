using System.Text.Json;

namespace S2Grid.Server;

/// <summary>What a silo tells scripts once it serves: one line of JSON.</summary>
internal static class StartLine
{
    /// <summary>What a silo that has started tells: process, cluster, addresses and ports.</summary>
    public static string Of(SiloServer server) => JsonSerializer.Serialize(new
    {
        @event = "started",
        version = ProgramVersion.Number,
        pid = Environment.ProcessId,
        clusterId = server.Configuration.ClusterId,
        silo = new IPEndPoint(server.Configuration.Advertise, server.Configuration.Ports.Silo).ToString(),
        gateway = server.Gateway.ToString(),
        http = server.Http.ToString(),
        agents = server.Agents.ToString(),
    });
}
