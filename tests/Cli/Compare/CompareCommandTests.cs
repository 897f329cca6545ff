using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Compare;

public sealed class CompareCommandTests : IAsyncLifetime
{
    private readonly CliHarness cli = new();

    public async ValueTask InitializeAsync()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        (await cli.RunAsync("run small.yaml --quiet")).Exits(ExitCode.Done);
    }

    [Theory]
    [InlineData("compare-small", "compare small")]
    [InlineData("compare-small-markdown", "compare small --metric callbacks --format markdown")]
    [InlineData("compare-small-csv", "compare small --metric callbacks,split.reads.3 --format csv")]
    [InlineData("compare-small-json", "compare small --metric tlbis --by backing --format json")]
    [InlineData("compare-small-backings", "compare small --metric callbacks,tlbis --by strategy --baseline backing=thp")]
    public async Task Compare_Sweep_IsAsReviewed(string snapshot, string line)
    {
        CliResult result = await cli.RunAsync(line);

        Snapshot.Matches(snapshot, result.Exits(ExitCode.Done).Out);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("by", "compare small --by backng,colour")]
    [InlineData("by-compared", "compare small --by backing,strategy --baseline backing=hugetlb-1g")]
    [InlineData("by-own-baseline", "compare small --by strategy")]
    [InlineData("baseline", "compare small --baseline stratgy=rfc --baseline strategy=rcf --baseline rfc")]
    [InlineData("baseline-absent", "compare small --baseline strategy=rfc-naive")]
    [InlineData("metric", "compare small --metric calbacks,split.raeds.3")]
    [InlineData("same", "compare small small")]
    [InlineData("two-baselines", "compare small other --baseline strategy=rfc")]
    [InlineData("sweep", "compare smal")]
    public async Task Compare_MistakenLine_IsToldWithEveryReason(string snapshot, string line)
    {
        CliResult result = await cli.RunAsync(line);

        Snapshot.Matches("compare-error-" + snapshot, result.Exits(ExitCode.Usage).Error);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Compare_ConditionWithAMistake_IsToldWithTheColumnThatWasMeant()
    {
        CliResult result = await cli.RunAsync("compare", "small", "--where", "backng = 'thp'");

        Assert.Contains("Did you mean 'backing'?", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Condition_LeavesOutWhatDoesNotMeetIt()
    {
        CliResult some = await cli.RunAsync("compare", "small", "--where", "backing = 'thp'", "--metric", "callbacks", "--format", "csv");
        CliResult none = await cli.RunAsync("compare", "small", "--where", "repeat = 7");

        string[] lines = some.Exits(ExitCode.Done).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 3, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.Contains(",thp,", line, StringComparison.Ordinal));
        Assert.Empty(none.Exits(ExitCode.Done).Out);
        Assert.Contains("No run matches the condition.", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_PredictedTime_HasAnIntervalAndTheModelsLimitsButNoP()
    {
        (await cli.RunAsync("run rfc-2026-05 --quiet")).Exits(ExitCode.Done);

        string text = (await cli.RunAsync("compare rfc-2026-05")).Exits(ExitCode.Done).Out;

        Assert.Contains("619 ms (538 to 710)   -20.4 % (-24.3 to -17.4)", text, StringComparison.Ordinal);
        Assert.Contains("Predicted, not measured: cost model rfc-2026-05", text, StringComparison.Ordinal);
        Assert.DoesNotContain("p=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("~", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_ScenariosWithOneAnother_IsRefused()
    {
        cli.Write("both.yaml", "name: both\naxes: {memory: 4M, scenario: [enable, clear]}");
        (await cli.RunAsync("run both.yaml --quiet")).Exits(ExitCode.Done);

        CliResult result = await cli.RunAsync("compare both --baseline scenario=enable");

        Assert.Contains("cannot stand in one comparison: they are not of the same work", result.Exits(ExitCode.Usage).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_SimulatedSweeps_FindsEqualConfigurationsEqual()
    {
        cli.Write("other.yaml", "name: other\naxes: {memory: [64M, 128M], backing: thp, strategy: [baseline, rfc]}");
        (await cli.RunAsync("run other.yaml --quiet")).Exits(ExitCode.Done);

        CliResult result = await cli.RunAsync("compare small other --metric callbacks --format json");

        using JsonDocument json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        JsonElement[] compared =
            [.. json.RootElement.GetProperty("cells").EnumerateArray()
                .Where(cell => cell.GetProperty("row").GetString() == "cell"
                    && cell.GetProperty("change").ValueKind == JsonValueKind.Number)];
        Assert.Equal(2, compared.Length);
        Assert.All(compared, cell => Assert.Equal(0, cell.GetProperty("change").GetDouble()));
    }

    [Fact]
    public async Task Compare_ThreeSweeps_SetsTheOthersBesideTheFirst()
    {
        await cli.RunAsync("run small.yaml --quiet --name second");
        await cli.RunAsync("run small.yaml --quiet --name third");

        string text = (await cli.RunAsync("compare small second third --metric callbacks --by backing,strategy")).Exits(ExitCode.Done).Out;

        Assert.Matches(@"backing +strategy +small +second +change +third +change", text);
        Assert.Matches(@"thp +rfc +32 +32 +same +32 +same", text);
    }

    [Fact]
    public async Task Compare_Kernels_CountsAlikeAndSaysWhatWasNotCountedOfEach()
    {
        (await cli.RunAsync("run small.yaml --quiet --name kernels --set kernel=all")).Exits(ExitCode.Done);

        string text = (await cli.RunAsync("compare kernels --baseline kernel=linux-next --by backing,strategy --metric callbacks"))
            .Exits(ExitCode.Done).Out;
        string[] csv = (await cli.RunAsync("compare kernels --by kernel --metric callbacks --format csv")).Exits(ExitCode.Done).Out
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Matches(@"thp +rfc +32 +32 +same +32 +same", text);
        Assert.Contains("by the rules of linux-next 3f8c9a6b, Linux 6.12, Linux 7.3:", text, StringComparison.Ordinal);
        Assert.Contains("which no run does: runs of all kernels count alike.", text, StringComparison.Ordinal);
        Assert.Matches(
            @"Linux 7\.3 were held against probes in 7\.3\.4\S*, .* Nothing was counted there with strategy rfc, strategy skip-level3\.\n",
            text);
        int column = Assert.Single(csv[0].Split(',').Index(), name => name.Item == "kernel").Index;
        Assert.Equal(["6.12", "7.3", "linux-next"], csv.Skip(1).Select(line => line.Split(',')).Where(line => line[0] == "cell")
            .Select(line => line[column]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Compare_SweepsThatDifferInAnAxis_NamesItAndIgnoresItIfAsked()
    {
        await cli.RunAsync("run small.yaml --quiet --name large --set memory=128M");

        string refusal = (await cli.RunAsync("compare small large")).Exits(ExitCode.Usage).Error;
        string text = (await cli.RunAsync("compare small large --ignore memory --metric callbacks --by backing,strategy"))
            .Exits(ExitCode.Done).Out;

        Assert.Contains("differ in memory (64M in small, 128M in large). --ignore memory compares", refusal, StringComparison.Ordinal);
        Assert.Matches(@"thp +rfc +32 +64 +100\.00 %", text);
        Assert.Contains("Ignored: memory is 64M in small, 128M in large;", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare small --ignore memory", "needs several sweeps")]
    [InlineData("compare small second --ignore memry", "Did you mean 'memory'?")]
    [InlineData("compare small second --ignore backing", "backing cannot be ignored: small has it 4k and thp")]
    [InlineData("compare small second --ignore backing --by backing", "stands in the rows")]
    [InlineData("compare small second small", "'small' and 'small' are the same sweep")]
    [InlineData("compare small clear", "Figures of these do not mean the same, so ignoring the difference would not help.")]
    public async Task Compare_SweepsWithAMistake_SaysWhatItIs(string line, string reason)
    {
        await cli.RunAsync("run small.yaml --quiet --name second");
        await cli.RunAsync("run small.yaml --quiet --name clear --set scenario=clear");

        CliResult result = await cli.RunAsync(line);

        Assert.Contains(reason, result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Compare_MoreConfigurationsThanFit_SaysThatItIsCut()
    {
        string offsets = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"{4 * i}K"));
        cli.Write("wide.yaml", $"name: wide\naxes: {{memory: 2M, base-offset: [{offsets}], strategy: [baseline, rfc, skip-level3]}}");
        (await cli.RunAsync("run wide.yaml --quiet")).Exits(ExitCode.Done);

        CliResult result = await cli.RunAsync("compare wide --by base-offset --metric callbacks --format csv");

        Assert.Contains("wide has more configurations than the 2,001 compared here; choose with --where",
            result.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Equal(1 + 2001 + 2, result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Compare_FailedRuns_AreSaidWithTheReason()
    {
        cli.MemoryBudget = 64 << 10;
        cli.Write("big.yaml", "name: big\naxes: {scenario: lazy, memory: [2M, 1G], backing: thp, dirty: stride 2M}");
        CliResult run = await cli.RunAsync("run big.yaml --quiet");
        Assert.Equal(ExitCode.Failed, run.ExitCode);

        string text = (await cli.RunAsync("compare big --metric callbacks")).Exits(ExitCode.Done).Out;

        Assert.Contains("Failed: 1 of 1 runs of scenario=lazy memory=1G", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_BaselineThatIsTheSweepsOwnStrategy_GoesByItsName()
    {
        cli.Write("own.yaml", "axes: {memory: 64M, backing: hugetlb-64k, chunk: 1G, strategy: [baseline, mine]}\nscope: ioctl\n"
            + "strategies: {mine: [{when: chunk >= 1G, level-3: never}]}");
        (await cli.RunAsync("run own.yaml")).Exits(ExitCode.Done);

        CliResult result = await cli.RunAsync("compare own --baseline strategy=mine --metric callbacks");
        CliResult unknown = await cli.RunAsync("compare own --baseline strategy=mien");

        Assert.Contains("backing      mine[level-3=never]  baseline", result.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Contains("callbacks (whole ioctl, exact)", result.Out, StringComparison.Ordinal);
        Assert.Contains("maps hugetlb-64k by 4K pages.", result.Out, StringComparison.Ordinal);
        Assert.Contains("unknown strategy 'mien'", unknown.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        cli.Dispose();
        return ValueTask.CompletedTask;
    }
}
