using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace S2Grid.Silo.Tests.Api;

public sealed class ApiTests(ApiSilo silo) : IClassFixture<ApiSilo>
{
    private const string Small = "name: small\naxes:\n  memory: 64M\n  backing: [4k, thp]\n  strategy: [baseline, rfc]\n";

    /// <summary>2,000 runs.</summary>
    private const string Many =
        "name: many\naxes:\n  memory: [2M, 4M, 6M, 8M, 10M]\n  backing: [4k, thp]\n  chunk: 2M\n  strategy: [baseline, rfc]\n"
        + "repeats: 100\n";

    [Fact]
    public async Task Start_SentAgainWithItsKey_IsAnsweredAsTheFirstTime()
    {
        (string, string) key = ("Idempotency-Key", "one");
        (int status, JsonElement first) = await silo.SendAsync("POST", "sweeps?name=keyed", Small, key);
        (int again, JsonElement second) = await silo.SendAsync("POST", "sweeps?name=keyed", Small, key);
        (int other, JsonElement refused) = await silo.SendAsync("POST", "sweeps?name=other", Small, key);
        (int without, JsonElement same) = await silo.SendAsync("POST", "sweeps?name=keyed", Small);

        Assert.Equal((201, 201, 400, 200), (status, again, other, without));
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Contains("came with another request before", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(first.GetProperty("id").GetString(), same.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Steps_SentAgainWithTheirKey_AreDoneOnce()
    {
        const string Line = """{"case":"vm","config":{"memory":1073741824,"backing":"4k","chunk":"1G"},"steps":[]}""";
        (string, string) open = ("Idempotency-Key", "a VM");
        (string, string) key = ("Idempotency-Key", "its steps");
        JsonElement vm = (await silo.SendAsync("POST", "vms", Line, open)).Body;
        JsonElement same = (await silo.SendAsync("POST", "vms", Line, open)).Body;
        string steps = $"vms/{vm.GetProperty("id").GetString()}/steps";

        Task<(int Status, JsonElement Body)>[] both =
        [
            silo.SendAsync("POST", steps, """["populate", "wp", "split"]""", key),
            silo.SendAsync("POST", steps, """["populate", "wp", "split"]""", key),
        ];
        (int Status, JsonElement Body)[] answers = await Task.WhenAll(both);
        (int other, JsonElement refused) = await silo.SendAsync("POST", steps, """["split"]""", key);
        (_, JsonElement more) = await silo.SendAsync("POST", steps, """["split"]""");

        Assert.Equal(vm.GetProperty("id").GetString(), same.GetProperty("id").GetString());
        Assert.Equal((200, 200, 400), (answers[0].Status, answers[1].Status, other));
        Assert.Equal(answers[0].Body.GetRawText(), answers[1].Body.GetRawText());
        Assert.Contains("came with another request before", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(
            answers[0].Body.GetProperty("steps")[2].GetRawText(), more.GetProperty("steps")[0].GetRawText());
    }

    [Fact]
    public async Task Order_ThatFailed_IsReadAgainWithItsKey()
    {
        (string, string) key = ("Idempotency-Key", "mended");

        (int wrong, _) = await silo.SendAsync("POST", "sweeps/late/pause", null, key);
        await silo.RunAsync("late", Small);
        (int again, _) = await silo.SendAsync("POST", "sweeps/late/pause", null, key);

        Assert.Equal((404, 200), (wrong, again));
    }

    [Fact]
    public async Task Token_AskedForAgainWithItsKey_IsTheSame()
    {
        (string, string) key = ("Idempotency-Key", "a machine");

        JsonElement token = (await silo.SendAsync("POST", "agents/tokens?expires=1h", null, key)).Body;
        JsonElement again = (await silo.SendAsync("POST", "agents/tokens?expires=1h", null, key)).Body;
        JsonElement other = (await silo.SendAsync("POST", "agents/tokens?expires=1h")).Body;

        Assert.Equal(token.GetProperty("token").GetString(), again.GetProperty("token").GetString());
        Assert.NotEqual(token.GetProperty("token").GetString(), other.GetProperty("token").GetString());
    }

    [Fact]
    public async Task Events_OfASweep_EndWithItsEnd()
    {
        await silo.RunAsync("followed", Small);

        string events = (await silo.SendAsync("GET", "sweeps/followed/events")).Body.GetString()!;

        string[] lines = events.TrimEnd().Split('\n');
        Assert.Equal("event: end", lines[^2]);
        Assert.Equal("done", JsonNode.Parse(lines[^1]["data: ".Length..])!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Runs_PageByPage_AreAllOfThemOnceAndInOrder()
    {
        await silo.RunAsync("many", Many);

        List<long> runs = [];
        string? cursor = null;
        do
        {
            string more = cursor is null ? "" : $"&cursor={cursor}";
            JsonElement page = (await silo.SendAsync("GET", $"sweeps/many/runs?limit=300&where=backing='thp'{more}")).Body;
            JsonElement[] rows = [.. page.GetProperty("runs").EnumerateArray()];
            Assert.InRange(rows.Length, 0, 300);
            Assert.All(rows, row => Assert.Equal("thp", row.GetProperty("backing").GetString()));
            runs.AddRange(rows.Select(row => row.GetProperty("run").GetInt64()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(1_000, runs.Count);
        Assert.Equal(runs.Order().Distinct(), runs);
    }

    [Fact]
    public async Task Runs_InGroups_ComeToWhatTheyAreOneByOne()
    {
        await silo.RunAsync("many", Many);

        JsonElement first = (await silo.SendAsync(
            "GET", "sweeps/many/runs?group-by=strategy,backing&where=memory%20%3E%20'0'&limit=3")).Body;
        JsonElement rest = (await silo.SendAsync(
            "GET", $"sweeps/many/runs?group-by=strategy,backing&limit=3&cursor={first.GetProperty("next").GetString()}")).Body;
        JsonElement runs = (await silo.SendAsync("GET", "sweeps/many/runs?limit=1000&where=backing='4k' and strategy='rfc'")).Body;
        (int wrong, JsonElement problem) = await silo.SendAsync("GET", "sweeps/many/runs?group-by=strateggy");

        JsonElement[] groups =
            [.. first.GetProperty("groups").EnumerateArray(), .. rest.GetProperty("groups").EnumerateArray()];
        JsonElement group = Assert.Single(
            groups, one => one.GetProperty("strategy").GetString() == "rfc" && one.GetProperty("backing").GetString() == "4k");
        long[] callbacks = [.. runs.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("callbacks").GetInt64()).Order()];
        Assert.Equal((4, JsonValueKind.Null), (groups.Length, rest.GetProperty("next").ValueKind));
        Assert.Equal((500, 0), (group.GetProperty("runs").GetInt32(), group.GetProperty("failed").GetInt32()));
        Assert.Equal(
            [callbacks.Sum(), callbacks[0], callbacks[^1], callbacks[250]],
            ((string[])["sum", "min", "max", "median"]).Select(of => group.GetProperty("callbacks").GetProperty(of).GetInt64()));
        Assert.Equal(400, wrong);
        Assert.Equal("strategy", problem.GetProperty("errors")[0].GetProperty("did_you_mean").GetString());
    }

    [Fact]
    public async Task Sweeps_PageByPage_AreAllOfThem()
    {
        foreach (string name in (string[])["page-a", "page-b", "page-c"])
            await silo.RunAsync(name, Small);

        List<string> names = [];
        string? cursor = null;
        do
        {
            JsonElement page = (await silo.SendAsync("GET", $"sweeps?limit=1{(cursor is null ? "" : $"&cursor={cursor}")}")).Body;
            names.AddRange(page.GetProperty("sweeps").EnumerateArray().Select(sweep => sweep.GetProperty("name").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(names.Distinct(), names);
        Assert.Equal(["page-c", "page-b", "page-a"], names.Where(name => name.StartsWith("page-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sweep_PausedChangedResumedAndDeleted_SaysSo()
    {
        const string Large = "name: large\naxes:\n  memory: [1G, 2G, 4G]\n  strategy: [baseline, rfc]\nrepeats: 1000000\n";
        await silo.SendAsync("POST", "sweeps?name=changed", Large);

        (int paused, _) = await silo.SendAsync("POST", "sweeps/changed/pause");
        (int set, JsonElement policy) = await silo.SendAsync("PUT", "sweeps/changed/policy?weight=4");
        (int wrong, JsonElement refused) = await silo.SendAsync("PUT", "sweeps/changed/policy?weight=0");
        await silo.SendAsync("POST", "sweeps/changed/cancel");
        await Support.Poll.UntilAsync(
            async () => (await silo.SendAsync("DELETE", "sweeps/changed")).Status == 204, () => "the sweep to be at rest, and deleted.");
        (int gone, _) = await silo.SendAsync("GET", "sweeps/changed");

        Assert.Equal((200, 200, 400, 404), (paused, set, wrong, gone));
        Assert.Equal(4, policy.GetProperty("policy").GetProperty("weight").GetInt32());
        Assert.Equal("weight", refused.GetProperty("errors")[0].GetProperty("parameter").GetString());
    }

    [Theory]
    [InlineData("(select count(*) from read_text('/etc/hostname')) > 0")]
    [InlineData("(select count(*) from read_csv('/etc/passwd')) > 0")]
    [InlineData("(select count(*) from glob('/etc/*')) > 0")]
    public async Task Condition_ThatReadsAFileOfTheSilo_IsRefused(string where)
    {
        await silo.RunAsync("small", Small);

        (int status, JsonElement problem) = await silo.SendAsync("GET", $"sweeps/small/runs?where={Uri.EscapeDataString(where)}");

        Assert.Equal(400, status);
        Assert.Contains("disabled by configuration", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "run,repeat")]
    [InlineData("parquet", "PAR1")]
    [InlineData("arrow", "ARROW1")]
    [InlineData("json", "{")]
    public async Task Results_InEachFormat_AreThere(string format, string beginning)
    {
        await silo.RunAsync("small", Small);

        string text = await silo.Http.GetStringAsync(
            new Uri($"sweeps/small/results?format={format}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.StartsWith(beginning, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_AsArrow_AreWhatTheyAreAsCsv()
    {
        await silo.RunAsync("small", Small);

        byte[] file = await silo.Http.GetByteArrayAsync(
            new Uri("sweeps/small/results?format=arrow", UriKind.Relative), TestContext.Current.CancellationToken);
        string csv = await silo.Http.GetStringAsync(
            new Uri("sweeps/small/results?format=csv", UriKind.Relative), TestContext.Current.CancellationToken);

        using var reader = new ArrowFileReader(new MemoryStream(file));
        using RecordBatch batch = await reader.ReadNextRecordBatchAsync(TestContext.Current.CancellationToken);
        string[][] lines = [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(','))];
        Assert.Equal(lines[0], batch.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(
            Column("strategy"), Enumerable.Range(0, batch.Length).Select(row => ((StringArray)batch.Column("strategy")).GetString(row)));
        Assert.Equal(
            Column("callbacks"), Enumerable.Range(0, batch.Length).Select(row =>
                ((Int64Array)batch.Column("callbacks")).GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture)));

        IEnumerable<string> Column(string name) => lines.Skip(1).Select(line => line[System.Array.IndexOf(lines[0], name)]);
    }

    [Fact]
    public async Task Report_AsAPage_HasItsPictureAndRunsNoScript()
    {
        await silo.RunAsync("small", Small);

        using HttpResponseMessage answer = await silo.Http.GetAsync(
            new Uri("report?sweep=small", UriKind.Relative), TestContext.Current.CancellationToken);

        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("<h1>small</h1>", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vm_OpenedSteppedLookedAtAndClosed_CountsAsTheSimulatorDoes()
    {
        const string Line = """{"case":"vm","config":{"memory":1073741824,"backing":"4k","chunk":"1G"},"steps":[{"step":"populate"}]}""";
        (int opened, JsonElement vm) = await silo.SendAsync("POST", "vms", Line);
        string id = vm.GetProperty("id").GetString()!;

        (int stepped, JsonElement steps) = await silo.SendAsync("POST", $"vms/{id}/steps", """["wp", "split"]""");
        (int looked, JsonElement tree) = await silo.SendAsync("GET", $"vms/{id}");
        (int wrong, JsonElement problem) = await silo.SendAsync("POST", $"vms/{id}/steps", """["popolate"]""");
        (int closed, _) = await silo.SendAsync("DELETE", $"vms/{id}");
        (int gone, _) = await silo.SendAsync("GET", $"vms/{id}");

        Assert.Equal((201, 200, 200, 400, 204, 404), (opened, stepped, looked, wrong, closed, gone));
        Assert.Equal(2, steps.GetProperty("steps").GetArrayLength());
        Assert.NotEqual(0, tree.GetProperty("map").GetArrayLength());
        Assert.Contains("'popolate' is not a valid step", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_LargerThanAMegabyte_IsRefused()
    {
        (int status, JsonElement problem) = await silo.SendAsync("POST", "validate", new string('#', (1 << 20) + 1));

        Assert.Equal(413, status);
        Assert.Contains("larger than", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PageOfAnotherSite_StartsNothing()
    {
        (int named, _) = await silo.SendAsync("GET", "sweeps", null, ("Host", "evil.example"));
        (int posted, _) = await silo.SendAsync("POST", "sweeps?name=evil", Small, ("Origin", "https://evil.example"));
        (int fetched, _) = await silo.SendAsync("POST", "sweeps?name=evil", Small, ("Sec-Fetch-Site", "cross-site"));
        (int there, _) = await silo.SendAsync("GET", "sweeps/evil");

        Assert.Equal((403, 403, 403, 404), (named, posted, fetched, there));
    }

    [Fact]
    public async Task Agents_Cluster_AndATokenForAMachine_AreThere()
    {
        (int agents, _) = await silo.SendAsync("GET", "agents");
        (int cluster, JsonElement status) = await silo.SendAsync("GET", "cluster");
        (int made, JsonElement token) = await silo.SendAsync("POST", "agents/tokens?labels=rack=7&expires=1h");
        (int wrong, JsonElement problem) = await silo.SendAsync("POST", "agents/tokens?labels=rack&expires=never");

        Assert.Equal((200, 200, 201, 400), (agents, cluster, made, wrong));
        Assert.Equal(1, status.GetProperty("silos").GetArrayLength());
        Assert.NotEmpty(token.GetProperty("token").GetString()!);
        Assert.Equal(2, problem.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Cluster_ToldOfForAWhile_SaysHowFarItLags()
    {
        JsonElement one = default;
        await Support.Poll.UntilAsync(
            async () =>
            {
                one = (await silo.SendAsync("GET", "cluster")).Body.GetProperty("silos")[0];
                return one.TryGetProperty("call_seconds", out JsonElement call) && call.ValueKind == JsonValueKind.Number
                    && one.GetProperty("catalogue_seconds").ValueKind == JsonValueKind.Number;
            },
            () => $"the silo to tell how long calls and the catalogue take: {one}");

        Assert.InRange(one.GetProperty("report_age_seconds").GetDouble(), 0, 60);
    }

    [Fact]
    public async Task Address_WithNothingThere_SaysWhereTheListIs()
    {
        (int status, JsonElement problem) = await silo.SendAsync("GET", "sweps");

        Assert.Equal(404, status);
        Assert.Contains("/api/v1/openapi.json", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_OfTheApi_IsTheOneThatIsKept()
    {
        string now = await silo.Http.GetStringAsync(new Uri("openapi.json", UriKind.Relative), TestContext.Current.CancellationToken);

        string file = Snapshots.PathOf("silo", "Api", "openapi.json");
        if (Environment.GetEnvironmentVariable("S2GRID_UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(file, now + "\n", TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), now + "\n");
    }
}
