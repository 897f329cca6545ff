using System.Globalization;
using System.Text.Json;

namespace S2Grid.Support;

/// <summary>A Prometheus server from the distribution's packages. Its folder holds its configuration, and what else is put there.</summary>
public sealed class PrometheusServer : Server
{
    private static readonly HttpClient Client = new();

    private static readonly string? Program = InstalledProgram.Find("prometheus");

    private PrometheusServer()
        : base("prometheus")
    {
    }

    /// <summary>Why no server can be started here, for those who skip their tests then; null if one can.</summary>
    public static string? WhyNot => Program is null || Promtool is null
        ? "Prometheus is not installed; there is no prometheus or promtool (apt-get install prometheus)."
        : null;

    /// <summary>Where promtool is; null if it is not installed.</summary>
    public static string? Promtool { get; } = InstalledProgram.Find("promtool");

    /// <summary>Where its API answers.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/"));

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="prepare">Puts <c>prometheus.yml</c>, and what that names, into the server's folder.</param>
    /// <exception cref="InvalidOperationException">It did not come up; the message has the end of its log.</exception>
    public static async Task<PrometheusServer> CreateAsync(Action<string> prepare)
    {
        var server = new PrometheusServer();
        try
        {
            prepare(server.Folder);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> AnswersAsync()
    {
        try
        {
            using HttpResponseMessage answer = await Client.GetAsync(new Uri(Url, "-/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>What an expression yields now: labels and value of each series.</summary>
    /// <exception cref="InvalidOperationException">The expression is wrong; the message says how.</exception>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string expression)
    {
        using var content = new FormUrlEncodedContent([new("query", expression)]);
        using HttpResponseMessage answer = await Client.PostAsync(new Uri(Url, "api/v1/query"), content);
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        JsonElement root = document.RootElement;
        if (root.GetProperty("status").GetString() != "success")
            throw new InvalidOperationException($"{expression}: {root.GetProperty("error").GetString()}");
        JsonElement data = root.GetProperty("data");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? [(new Dictionary<string, string>(), ValueOf(data.GetProperty("result")))]
            : [.. data.GetProperty("result").EnumerateArray().Select(series => (
                (IReadOnlyDictionary<string, string>)series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name,
                    label => label.Value.GetString()!),
                ValueOf(series.GetProperty("value"))))];
    }

    /// <summary>The labels of the exemplars of the last hour that an expression's series have.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> ExemplarsAsync(string expression)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var address = new Uri(Url, string.Create(
            CultureInfo.InvariantCulture,
            $"api/v1/query_exemplars?query={Uri.EscapeDataString(expression)}&start={now - 3600}&end={now + 60}"));
        using JsonDocument document = JsonDocument.Parse(await Client.GetStringAsync(address));
        return
        [
            .. document.RootElement.GetProperty("data").EnumerateArray()
                .SelectMany(series => series.GetProperty("exemplars").EnumerateArray())
                .Select(exemplar =>
                    exemplar.GetProperty("labels").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!)),
        ];
    }

    /// <summary>The rules that it has: the name of each, and what was wrong when it was last evaluated; empty if nothing was.</summary>
    public async Task<IReadOnlyList<(string Name, string Error)>> RulesAsync()
    {
        using JsonDocument document = JsonDocument.Parse(await Client.GetStringAsync(new Uri(Url, "api/v1/rules")));
        return
        [
            .. document.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray()
                .SelectMany(group => group.GetProperty("rules").EnumerateArray())
                .Select(rule => (
                    rule.GetProperty("name").GetString()!,
                    rule.TryGetProperty("lastError", out JsonElement error) ? error.GetString()! : "")),
        ];
    }

    private protected override int StopSignal => ProcessSignals.Terminate;

    private protected override IReadOnlyList<string> Command() =>
    [
        Program ?? throw new InvalidOperationException(WhyNot),
        "--config.file", Path.Combine(Folder, "prometheus.yml"),
        "--storage.tsdb.path", Path.Combine(Folder, "data"),
        "--web.listen-address", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"),
        "--enable-feature", "exemplar-storage",
    ];

    private static double ValueOf(JsonElement pair) => double.Parse(pair[1].GetString()!, CultureInfo.InvariantCulture);
}
