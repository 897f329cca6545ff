using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using S2Grid.Contracts.Access;
using S2Grid.Server;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Api;

/// <summary>Requests with a key that are sent again to another silo, or to the same after it was started anew.</summary>
public sealed class KnownRequestTests : IDisposable
{
    private const string Sweep = "name: once\naxes:\n  memory: 64M\n  strategy: [baseline, rfc]\n";
    private const string Vm = """{"case":"vm","config":{"memory":1073741824,"backing":"4k","chunk":"1G"},"steps":[]}""";

    private readonly Credentials credentials = new();
    private readonly LogRecorder log = new();
    private readonly ShiftedClock clock = new();

    public void Dispose()
    {
        log.Dispose();
        credentials.Dispose();
    }

    [Fact]
    public async Task TwoSilos_SentTheSame_DoItOnceAndAnswerAlike()
    {
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        await using RedisServer redis = await RedisServer.CreateAsync();
        await using SiloServer one = await SecureSilo.StartAsync(credentials, clock, log, redis.ConnectionString);
        await using SiloServer two = await SecureSilo.StartAsync(credentials, clock, log, redis.ConnectionString);

        (int Status, JsonElement Body)[] tokens = await Task.WhenAll(
            from silo in (SiloServer[])[one, two, one, two] select SendAsync(silo, "agents/tokens?expires=1h", null, "machine"));
        (int Status, JsonElement Body) begun = await SendAsync(one, "sweeps", Sweep, "begun");
        await SendAsync(one, "sweeps/once/cancel", null, "ended");
        (int Status, JsonElement Body) again = await SendAsync(two, "sweeps", Sweep, "begun");
        (int Status, JsonElement Body) other = await SendAsync(two, "sweeps?name=other", Sweep, "begun");
        (int Status, JsonElement Body) goesOn = await SendAsync(two, "sweeps", Sweep, "another");

        Assert.Equal([201, 201, 201, 201], tokens.Select(token => token.Status));
        Assert.Single(tokens.Select(token => token.Body.GetRawText()).Distinct());
        Assert.Equal((201, begun.Body.GetRawText()), (again.Status, again.Body.GetRawText()));
        Assert.Equal("created", again.Body.GetProperty("outcome").GetString());
        Assert.Equal((400, 200), (other.Status, goesOn.Status));
        Assert.Contains("came with another request before", other.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_StartedAnew_KnowsWhatItWasAskedAndTellsNobodyElse()
    {
        string secret;
        await using (SiloServer before = await StartAsync())
            secret = TokenOf(await SendAsync(before, "agents/tokens?expires=1h", null, "machine"));

        await using SiloServer after = await StartAsync();
        Assert.Equal(secret, TokenOf(await SendAsync(after, "agents/tokens?expires=1h", null, "machine")));
        Assert.NotEqual(secret, TokenOf(await SendAsync(after, "agents/tokens?expires=1h", null, "another")));
        foreach (string file in Directory.EnumerateFiles(credentials.PathOf("data"), "catalogue.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var text = new StreamReader(open, Encoding.Latin1);
            Assert.DoesNotContain(secret, await text.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_WhoseSiloDiedBeforeItAnswered_IsDoneAnewUnlessThatWouldBeTwice()
    {
        await using SiloServer silo = await StartAsync();
        JsonElement vm = (await SendAsync(silo, "vms", Vm, "a VM")).Body;
        string steps = $"vms/{vm.GetProperty("id").GetString()}/steps";
        await SendAsync(silo, steps, """["populate"]""", "its steps");
        JsonElement begun = (await SendAsync(silo, "sweeps", Sweep, "a sweep")).Body;
        Execute("UPDATE requests SET answer = NULL");

        (int Status, JsonElement Body) again = await AsTimeGoesByAsync(SendAsync(silo, "sweeps", Sweep, "a sweep"));
        (int Status, JsonElement Body) refused = await AsTimeGoesByAsync(SendAsync(silo, steps, """["populate"]""", "its steps"));

        Assert.Equal((200, 409), (again.Status, refused.Status));
        Assert.Equal(begun.GetProperty("id").GetString(), again.Body.GetProperty("id").GetString());
        Assert.Contains("nobody knows how far it came", refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatWasChangedInTheCatalogue_IsNotTold()
    {
        await using SiloServer silo = await StartAsync();
        await SendAsync(silo, "agents/tokens?expires=1h", null, "machine");
        Execute("UPDATE requests SET answer = zeroblob(length(answer))");

        (int Status, JsonElement Body) again = await SendAsync(silo, "agents/tokens?expires=1h", null, "machine");

        Assert.Equal(503, again.Status);
        Assert.Contains("is not as it was written", again.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<T> AsTimeGoesByAsync<T>(Task<T> awaited)
    {
        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return awaited.IsCompleted;
            },
            () => "a request to be answered");
        return await awaited;
    }

    private Task<SiloServer> StartAsync() => SecureSilo.StartAsync(credentials, clock, log, redis: null);

    private static string TokenOf((int Status, JsonElement Body) answer) => answer.Body.GetProperty("token").GetString()!;

    private async Task<(int Status, JsonElement Body)> SendAsync(SiloServer silo, string address, string? body, string key)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(silo.Http, $"api/v1/{address}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credentials.Secret(Role.Admin));
        request.Headers.Add("Idempotency-Key", key);
        request.Content = body is null ? null : new StringContent(body);
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={credentials.PathOf("data/catalogue.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
