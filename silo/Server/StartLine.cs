using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using S2Grid.Common;

namespace S2Grid.Server;

/// <summary>What a silo tells scripts once it serves: one line of JSON.</summary>
/// <param name="Event">Always <c>started</c>.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Pid">The process.</param>
/// <param name="ClusterId">The cluster.</param>
/// <param name="Silo">Address and port for other silos.</param>
/// <param name="Gateway">Address and port for clients.</param>
/// <param name="Http">Where health is told.</param>
/// <param name="Agents">Where agents connect.</param>
internal sealed record StartLine(string Event, string Version, int Pid, string ClusterId, string Silo, string Gateway, string Http, string Agents)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>What a silo that has started tells.</summary>
    public static StartLine Of(SiloServer server) => new(
        "started",
        ProgramVersion.Number,
        Environment.ProcessId,
        server.Configuration.ClusterId,
        new IPEndPoint(server.Configuration.Advertise, server.Configuration.Ports.Silo).ToString(),
        server.Gateway.ToString(),
        server.Http.ToString(),
        server.Agents.ToString());

    /// <summary>The line.</summary>
    [JsonIgnore]
    public string Json => JsonSerializer.Serialize(this, Options);

    /// <summary>Writes the line to a file, which appears whole.</summary>
    public void WriteTo(string file)
    {
        AtomicFile.Write(file, Json + "\n");
    }
}
