using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Vm;

public sealed class VmReplayTests : IDisposable
{
    private const string Case = """
        {"case":"one block","config":{"memory":"2M","backing":"2m"},"steps":[{"step":"populate","counters":COUNTERS},{"step":"wp"}]}
        """;

    private static readonly string Right = """
        {"reads":[0,1,1,0],"reloads":[0,1,1,0],"leaf_callbacks":[0,1,1,0],"pte_writes":[0,2,2,0],"walks":1,"bbm_invalid":2,
        "dsb_ishst":1,"topups":1,"topup_pages":40,"icache_calls":1,"icache_bytes":2097152,"dcache_calls":1,
        "dcache_bytes":2097152,"tables_allocated":1,"get_page":2,"leaves":[0,0,1,0],"hash":"1282449d91f70000"}
        """.ReplaceLineEndings("");

    private readonly CliHarness cli = new();

    [Fact]
    public async Task Replay_WritesTheLinesWithTheEnginesCounters()
    {
        cli.Write("cases.jsonl", Case.Replace("COUNTERS", """{"walks":99}""", StringComparison.Ordinal) + "\n\n");

        CliResult result = await cli.RunAsync("vm replay cases.jsonl");

        using JsonDocument json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        Assert.Equal("one block", json.RootElement.GetProperty("case").GetString());
        JsonElement[] steps = [.. json.RootElement.GetProperty("steps").EnumerateArray()];
        Assert.Equal(Right, steps[0].GetProperty("counters").GetRawText());
        Assert.Equal(1, steps[1].GetProperty("counters").GetProperty("wp_chunks").GetInt64());
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Check_OfRightCounters_ComparesThemAndIsContent()
    {
        cli.Write("cases.jsonl", Case.Replace("COUNTERS", Right, StringComparison.Ordinal));

        CliResult result = await cli.RunAsync("vm replay cases.jsonl --check");

        Assert.Equal("1 case, 1 step compared, 0 differences\n", result.Exits(ExitCode.Done).Error);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Check_OfWrongCounters_TellsEachDifferenceAndExitsWithOne()
    {
        string wrong = Right
            .Replace("\"walks\":1", "\"walks\":2", StringComparison.Ordinal)
            .Replace("[0,2,2,0]", "[0,2,2,8]", StringComparison.Ordinal);
        cli.Write("cases.jsonl", "\n" + Case.Replace("COUNTERS", wrong, StringComparison.Ordinal));

        CliResult result = await cli.RunAsync("vm replay cases.jsonl --check");

        Assert.Equal(
            """
            cases.jsonl:2: one block: step 1 (populate): pte_writes[3] is 0, expected 8
            cases.jsonl:2: one block: step 1 (populate): walks is 1, expected 2
            1 case, 1 step compared, 2 differences

            """,
            result.Exits(ExitCode.Failed).Error);
    }

    [Fact]
    public async Task Replay_LinesThatCannotBeRead_AreNamedAndTheOthersDone()
    {
        cli.Input = $$"""
            nonsense
            {{Case.Replace("COUNTERS", Right, StringComparison.Ordinal)}}
            {"config":{"memory":"2M"},"steps":[{"step":"map:page=512"}]}
            """;

        CliResult result = await cli.RunAsync("vm replay - --check");

        string[] lines = result.Exits(ExitCode.Usage).Error.Split('\n');
        Assert.StartsWith("error: standard input:1: this is not JSON", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("error: standard input:3: step 1 ('map:page=512')", lines[1], StringComparison.Ordinal);
        Assert.Equal("1 case, 1 step compared, 0 differences, 2 lines refused", lines[2]);
    }

    [Fact]
    public async Task Replay_OfNoFile_IsAUsageError()
    {
        CliResult result = await cli.RunAsync("vm replay nothing.jsonl");

        Assert.Contains("no such file: 'nothing.jsonl'", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
