using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Mmu.Counters;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Storage;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>
/// A request to a silo's API: a line with method and address, then the body. The silo has a sweep that is done; it simulates nothing more,
/// so that what is started costs nothing.
/// </summary>
internal sealed class RequestTarget : FuzzTarget, IDisposable
{
    private const string Root = "/api/v1";
    private const int MaxAnswer = 1 << 20;

    private static readonly string[] Requests =
    [
        "GET /presets", "GET /presets/chunks", "GET /strategies/rfc", "GET /axes", "GET /counters", "GET /columns", "GET /schema",
        "GET /openapi.json", "GET /sweeps?limit=2", "GET /sweeps?cursor=638000000000000000-00", "GET /sweeps/small",
        "GET /sweeps/small/events", "GET /sweeps/small/results?format=csv", "GET /sweeps/small/results?where=strategy%20=%20'rfc'",
        "GET /sweeps/small/results?format=table", "GET /sweeps/small/runs?limit=3&cursor=1",
        "GET /sweeps/small/runs?where=split.reads.3%20>%200", "GET /sweeps/small/runs/3/why",
        "GET /compare?sweep=small&by=memory,backing&metric=tlbis,callbacks&format=csv", "GET /compare?sweep=small&baseline=strategy=rfc",
        "GET /compare?sweep=small&sweep=other&ignore=memory", "GET /report?sweep=small&format=mail", "GET /agents", "GET /agents/altra1",
        "GET /cluster", "POST /agents/tokens?labels=rack=7&expires=1h", "POST /validate?preset=chunks&set=memory=1G..4G%20x2",
        $"POST /validate?file=a.yaml\n{SweepFiles.Small}", $"POST /dry-run?repeats=3&format=table\n{SweepFiles.Small}",
        $"POST /sweeps?name=fuzz&weight=2&priority=-5&parallel=1&fail-fast=true\n{SweepFiles.Small}",
        $"POST /sweeps?replace\n{SweepFiles.Small}", "POST /sweeps/small/pause", "POST /sweeps/small/cancel",
        "POST /sweeps/small/resume?failed=true", "PUT /sweeps/small/policy?weight=3", "DELETE /sweeps/fuzz",
        "POST /vms\n{\"case\":\"vm\",\"config\":{\"memory\":67108864,\"backing\":\"thp\",\"chunk\":\"2M\"},"
            + "\"steps\":[{\"step\":\"populate\"}]}",
        "POST /vms/0123456789abcdef0123456789abcdef/steps\n[\"populate\",\"wp\",\"split\"]",
        "GET /vms/0123456789abcdef0123456789abcdef", "DELETE /vms/0123456789abcdef0123456789abcdef",
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-fuzz-api-");
    private readonly SiloServer silo;

    public RequestTarget()
        : base("request", 300)
    {
        silo = StartAsync(slots: 1).GetAwaiter().GetResult();
        SendAsync(Encoding.UTF8.GetBytes($"POST /sweeps\n{SweepFiles.Small}")).Wait();
        while (!SendAsync("GET /sweeps/small"u8.ToArray()).Result.Text.Contains("\"state\": \"done\"", StringComparison.Ordinal))
            Thread.Sleep(100);

        silo.DisposeAsync().AsTask().Wait();
        silo = StartAsync(slots: 0).GetAwaiter().GetResult();
    }

    public override IReadOnlyList<byte[]> Corpus { get; } = Of(Requests);

    public override IReadOnlyList<string> Words => field ??=
    [
        .. Vocabulary.OfSweeps, .. CounterLayout.Fields.Select(one => one.Name), "where", "by", "sweep", "small", "format", "csv",
        "parquet", "limit", "cursor", "metric", "baseline", "preset", "set", "name", "%00", "%2e%2e", "%ff", "%0d%0a", "&", "?",
        "select", "runs",
    ];

    public override async Task RunAsync(byte[] input)
    {
        (int status, string text) = await SendAsync(input);
        string shown = $"{Encoding.UTF8.GetString(input.AsSpan(0, Math.Min(input.Length, 300)))}\n{text[..Math.Min(text.Length, 600)]}";
        Require(status is >= 200 and < 500 or 503 or 507, $"no fault of the silo but {status}: {shown}");
        if (text.Split("\r\n\r\n")[0].Contains("application/problem+json", StringComparison.Ordinal))
            RequireReadable(DetailOf(text));

        // What was started goes, so that the silo stays as it was.
        int place = status == 201 ? text.IndexOf($"Location: {Root}/sweeps/", StringComparison.Ordinal) : -1;
        if (place < 0)
            return;

        string id = text[(place + $"Location: {Root}/sweeps/".Length)..].Split('\r')[0];
        await SendAsync(Encoding.UTF8.GetBytes($"POST /sweeps/{id}/cancel"));
        await SendAsync(Encoding.UTF8.GetBytes($"DELETE /sweeps/{id}"));
    }

    public void Dispose()
    {
        silo.DisposeAsync().AsTask().Wait();
        folder.Delete(recursive: true);
    }

    private static string DetailOf(string answer)
    {
        string body = string.Concat(answer.Split("\r\n\r\n")[1..]);
        int start = body.IndexOf('{', StringComparison.Ordinal);
        using JsonDocument problem = JsonDocument.Parse(body[start..(body.LastIndexOf('}') + 1)]);
        return problem.RootElement.GetProperty("detail").GetString()!;
    }

    private Task<SiloServer> StartAsync(int slots)
    {
        var data = new DataDirectory(folder.FullName);
        return SiloServer.StartAsync(
            new SiloConfiguration { Data = data, Segments = data, Slots = slots, MemoryBudget = 64 << 20 }, TimeProvider.System,
            logging => logging.ClearProviders(), CancellationToken.None);
    }

    /// <summary>Sends what an input says as it is, so that also what no client would send arrives.</summary>
    private async Task<(int Status, string Text)> SendAsync(byte[] input)
    {
        int end = Array.IndexOf(input, (byte)'\n') is var at and >= 0 ? at : input.Length;
        string line = Encoding.Latin1.GetString(input, 0, end).Replace('\r', ' ');
        int blank = line.IndexOf(' ', StringComparison.Ordinal);
        string address = blank < 0 ? line : line[(blank + 1)..];
        byte[] body = input[Math.Min(input.Length, end + 1)..];
        string head = $"{(blank < 0 ? "GET" : line[..blank])} {Root}{address.Replace(' ', '+')} HTTP/1.0\r\nHost: 127.0.0.1\r\n"
            + $"Connection: close\r\nContent-Length: {body.Length}\r\n\r\n";
        using var client = new TcpClient();
        await client.ConnectAsync(silo.Http.Host, silo.Http.Port);
        await using NetworkStream stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(head));
            await stream.WriteAsync(body);
            byte[] buffer = new byte[1 << 14];
            int count;
            while (answer.Length < MaxAnswer && (count = await stream.ReadAsync(buffer)) > 0)
                answer.Write(buffer, 0, count);
        }
        catch (IOException)
        {
            // The silo has answered and closed before it has read all.
        }

        string text = Encoding.UTF8.GetString(answer.ToArray());
        return (text.Split(' ') is [_, var status, ..] && int.TryParse(status, out int code) ? code : 400, text);
    }
}
