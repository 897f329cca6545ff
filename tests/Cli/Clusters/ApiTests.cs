using System.Net;
using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Clusters;

/// <summary>What the HTTP API of a silo says is what the command line says.</summary>
public sealed class ApiTests(RemoteCluster cluster) : IClassFixture<RemoteCluster>, IDisposable
{
    private readonly CliHarness cli = new();
    private readonly HttpClient http = new() { BaseAddress = new Uri(cluster.Http, "api/v1/") };

    [Theory]
    [InlineData("presets list", "presets")]
    [InlineData("axes", "axes")]
    [InlineData("strategies", "strategies")]
    [InlineData("counters", "counters")]
    [InlineData("columns", "columns")]
    public async Task List_AsJson_IsThatOfTheCommand(string command, string address)
    {
        string expected = (await cli.RunAsync($"{command} --format json")).Exits(ExitCode.Done).Out;

        Assert.Equal(expected, await GetAsync(address));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("markdown")]
    public async Task Results_OfASweep_AreThoseOfTheCommand(string format)
    {
        await StartAsync();
        string expected = (await cli.RunAsync(
            $"results small --format {format} --where \"strategy = 'rfc'\" --cluster {cluster.Address}")).Exits(ExitCode.Done).Out;

        Assert.Equal(expected, await GetAsync($"sweeps/small/results?format={format}&where=strategy = 'rfc'"));
    }

    [Fact]
    public async Task Compare_OfASweep_IsThatOfTheCommand()
    {
        await StartAsync();
        string expected =
            (await cli.RunAsync($"compare small --by memory --format csv --cluster {cluster.Address}")).Exits(ExitCode.Done).Out;

        Assert.Equal(expected, await GetAsync("compare?sweep=small&by=memory&format=csv"));
    }

    [Fact]
    public async Task DryRun_OfAFile_IsThatOfTheCommand()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        string expected = (await cli.RunAsync("run small.yaml --set memory=1G,2G --dry-run --format json")).Exits(ExitCode.Done).Out;

        using HttpResponseMessage answer = await PostAsync("dry-run?set=memory=1G,2G&file=small.yaml", SweepFiles.Small);

        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Validate_AFileWithErrors_SaysAllThatTheCommandSaysWithTheirPlaces()
    {
        const string Yaml = "name: wrong\naxes:\n  memmory: 1G\n  strategy: [baselin, rfc]\nrepeats: many\n";
        cli.Write("wrong.yaml", Yaml);
        string said = (await cli.RunAsync("run wrong.yaml --dry-run")).Exits(ExitCode.Usage).Error;

        using HttpResponseMessage answer = await PostAsync("validate?file=wrong.yaml", Yaml);
        JsonElement[] errors = await ErrorsAsync(answer);

        Assert.Equal(said, string.Concat(errors.Select(error => $"error: {error.GetProperty("message").GetString()}\n")));
        Assert.Equal([3, 4, 5], errors.Select(error => error.GetProperty("line").GetInt32()).Distinct().Order());
    }

    [Theory]
    [InlineData("results small --where \"strateg = 'rfc'\"", "sweeps/small/results?where=strateg = 'rfc'")]
    [InlineData("compare small --by memry", "compare?sweep=small&by=memry")]
    [InlineData("compare small --baseline strategy=nobody's --by memry", "compare?sweep=small&baseline=strategy=nobody's&by=memry")]
    [InlineData("sweeps show smal", "sweeps/smal")]
    [InlineData("results small --format xml", "sweeps/small/results?format=xml", true)]
    public async Task Mistake_OfAnyKind_IsToldInTheWordsOfTheCommand(string command, string address, bool isOfFormats = false)
    {
        await StartAsync();
        string said = (await cli.RunAsync($"{command} --cluster {cluster.Address}")).Exits(ExitCode.Usage).Error;

        using HttpResponseMessage answer = await http.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        JsonElement problem = await ProblemAsync(answer);

        string[] messages = problem.TryGetProperty("errors", out JsonElement errors)
            ? [.. errors.EnumerateArray().Select(error => error.GetProperty("message").GetString()!)]
            : [problem.GetProperty("detail").GetString()!];
        Assert.All(messages, message => Assert.Contains(
            isOfFormats ? message.Split("is not one of")[0] : message, said, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        http.Dispose();
        cli.Dispose();
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer)
    {
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.NotFound]);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private static async Task<JsonElement[]> ErrorsAsync(HttpResponseMessage answer) =>
        [.. (await ProblemAsync(answer)).GetProperty("errors").EnumerateArray()];

    private async Task StartAsync()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        (await cli.RunAsync($"run small.yaml --quiet --cluster {cluster.Address}")).Exits(ExitCode.Done);
    }

    private async Task<string> GetAsync(string address)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private Task<HttpResponseMessage> PostAsync(string address, string body) => http.PostAsync(
        new Uri(address, UriKind.Relative), new StringContent(body), TestContext.Current.CancellationToken);
}
