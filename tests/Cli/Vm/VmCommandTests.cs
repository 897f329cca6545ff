using System.Text.Json;
using System.Text.RegularExpressions;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Runs;

namespace S2Grid.Cli.Tests.Vm;

public sealed class VmCommandTests : IDisposable
{
    private readonly CliHarness cli = new();

    [Fact]
    public async Task Vm_EnablePathOfABlock_ShowsEachStepsCountersAndTheTree()
    {
        CliResult result = await cli.RunAsync(
            "vm --memory 1G --backing hugetlb-1g --strategy rfc --chunk 2M --steps populate,wp,split,split --map");

        Snapshot.Matches("vm-rfc-1g", result.Exits(ExitCode.Done).Out);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Vm_TreeWithHolesAndPages_IsDrawnEntryByEntry()
    {
        CliResult result = await cli.RunAsync("vm --memory 6M --backing thp --steps populate,wp,write:page=5 --steps map:page=600 --map");

        Snapshot.Matches("vm-map-expanded", result.Exits(ExitCode.Done).Out);
    }

    [Fact]
    public async Task Vm_StepsWithCommasInArguments_AreCutBetweenSteps()
    {
        CliResult result = await cli.RunAsync(
            "vm --memory 128M --steps populate,split-range:offset=74M,size=4K,pages=2,wp,write:random=0.5,seed=7");

        IEnumerable<string> steps = result.Exits(ExitCode.Done).Out.Split('\n').Where(line => line is [>= '1' and <= '9', '.', ..]);
        Assert.Equal(["1. populate", "2. split-range:offset=74M,size=4K,pages=2", "3. wp", "4. write:random=0.5,seed=7"], steps);
    }

    [Theory]
    [InlineData("axes: {memory: 1G}\nstrategies: {mine: [{when: chunk >= 1G, level-3: never}]}")]
    [InlineData("strategies: {mine: {level-3: never}}")]
    [InlineData("mine: {level-3: never}")]
    public async Task Vm_StrategyOfAFile_IsTakenByItsName(string file)
    {
        cli.Write("own.yaml", file);

        CliResult own = await cli.RunAsync("vm --strategy-file own.yaml --strategy mine --chunk 1G");
        CliResult shipped = await cli.RunAsync("vm --strategy skip-level3 --chunk 1G");

        Assert.Contains("strategy mine[level-3=never], chunk 1G", own.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Equal(shipped.Out.Split('\n')[1..], own.Out.Split('\n')[1..]);
    }

    [Theory]
    [InlineData("mine: {level-3: nver}", "own.yaml:1:17: strategies: mine: level-3 cannot be 'nver'")]
    [InlineData("mien: {level-3: never}", "Did you mean 'mien'?")]
    [InlineData("axes: {memory: 1G}", "The file has no section 'strategies'.")]
    public async Task Vm_StrategyThatTheFileHasNot_SaysWhatIsWrong(string file, string expected)
    {
        cli.Write("own.yaml", file);

        CliResult result = await cli.RunAsync("vm --strategy-file own.yaml --strategy mine");

        Assert.Contains(expected, result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vm_HugePagesOfAnotherGranule_AreShownAsTheyAreMappedOrRefused()
    {
        CliResult mapped = await cli.RunAsync("vm --granule 64K --backing hugetlb-16g --chunk 512M");
        CliResult refused = await cli.RunAsync("vm --granule 64K --backing hugetlb-32m");

        Assert.Contains("backing 512M blocks", mapped.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Contains("--granule 64K, which has hugetlb-2m, hugetlb-512m, hugetlb-16g", refused.Exits(ExitCode.Usage).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vm_SlotBeyond40Bits_TakesTheSmallestAddressSizeThatHoldsIt()
    {
        CliResult result = await cli.RunAsync("vm --memory 1T --steps populate --backing 1g");

        Assert.Contains("42 address bits", result.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vm_EverythingWrong_SaysSoAtOnceWithCarets()
    {
        CliResult result = await cli.RunAsync(
            "vm --memory=12Q --backing tph --strategy rcf --chunk 3M --steps popluate,wp,map:all --ia-bits 70 --granule 8K --format yaml");

        Snapshot.Matches("vm-errors", result.Exits(ExitCode.Usage).Error);
        Assert.Empty(result.Out);
    }

    [Theory]
    [InlineData("vm --memory 3", "--memory: 3 bytes is not a positive multiple of the 4K page")]
    [InlineData("vm --memory 2T --ia-bits 40", "use larger ia-bits or a smaller slot")]
    [InlineData("vm --memory 2M --steps map:page=512", "--steps, step 1: 'map:page=512': the slot has 512 pages, numbered from 0")]
    [InlineData("vm --steps destroy,populate", "--steps, step 2: The VM's tables were destroyed")]
    [InlineData("vm --backing shmem", "--backing: 'shmem' is not allowed; allowed: 4k, thp, hugetlb-2m")]
    [InlineData("vm --backing 4k --thp-coverage 50%", "--thp-coverage is of --backing thp only")]
    [InlineData("vm --base 1G --base-offset 2M", "--base-offset and --base cannot be combined: both say where the memslot starts")]
    [InlineData("vm --scenario clear --steps wp", "--scenario and --steps cannot be combined: both say what is done")]
    [InlineData("vm --dirty all --steps wp", "--dirty and --steps cannot be combined: both say what is done")]
    [InlineData("vm --steps destroy --map", "no tree is left to draw after 'destroy'")]
    public async Task Vm_WhatCannotBe_IsAUsageError(string line, string complaint)
    {
        CliResult result = await cli.RunAsync(line);

        Assert.Contains(complaint, result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vm --backing thp --thp-coverage 30%_seed_7", "vm --backing thp:30%:7")]
    [InlineData("vm --backing hugetlb-32m --memory 64M --fwb no --tlbi-range off --granule 16k",
        "vm --backing 2m --memory 0x4000000 --no-fwb --no-tlbi-range --granule 16K")]
    [InlineData("vm --base-offset 2M --ia-bits auto --steps populate", "vm --base 0x40200000 --ia-bits 40 --steps populate")]
    [InlineData("vm --scenario lazy --dirty stride=2M", "vm --steps populate,wp,write:stride=2M")]
    [InlineData("vm --scenario clear --dirty random=0.1", "vm --steps populate,clear,write:random=0.1,seed=1,clear:random=0.1,seed=1")]
    [InlineData("vm --scenario enable --chunk whole", "vm --steps populate,wp,split --chunk whole")]
    public async Task Vm_WordsOfASweep_MeanWhatTheOlderOnesDo(string words, string older)
    {
        string expected = (await cli.RunAsync(older)).Exits(ExitCode.Done).Out;

        CliResult result = await cli.RunAsync([.. words.Split(' ').Select(word => word.Replace('_', ' '))]);

        Assert.Equal(expected, result.Exits(ExitCode.Done).Out);
    }

    [Theory]
    [InlineData("linux-next", @"walks +1\n", @"pte_writes +1 ")]
    [InlineData("6.12", @"walks +1\n", @"^(?!.*pte_writes)")]
    [InlineData("7.3", @"walks +1,024\n", @"pte_writes +1 ")]
    public async Task Vm_OfAKernel_IsTornDownAsThatKernelDoes(string kernel, string walks, string stores)
    {
        string text = (await cli.RunAsync($"vm --memory 8M --kernel {kernel} --granule 4K --fwb no --steps populate,destroy"))
            .Exits(ExitCode.Done).Out;

        string destroy = text[text.IndexOf("2. destroy", StringComparison.Ordinal)..];
        Assert.Matches(walks, destroy);
        Assert.Matches(new Regex(stores, RegexOptions.Singleline), destroy);
        Assert.Equal(kernel != "linux-next", text.Contains("Nothing was counted there with fwb false.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Vm_HasAnOptionForEveryAxisThatCountsDependOn()
    {
        string help = (await cli.RunAsync("vm --help")).Exits(ExitCode.Done).Out;

        Assert.All(
            Axes.All.Where(axis => !axis.IsUncounted), axis => Assert.Contains($"  --{axis.Name} ", help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Vm_Json_CanBeReplayed()
    {
        CliResult shown = await cli.RunAsync(
            "vm --memory 8M --base 0x80000000 --backing thp50 --strategy skip-level3 --chunk 4K --no-fwb --no-tlbi-range "
            + "--steps populate,wp,split --format json --map");
        using JsonDocument json = JsonDocument.Parse(shown.Exits(ExitCode.Done).Out);
        Assert.Equal("0x80000000", json.RootElement.GetProperty("config").GetProperty("base").GetString());
        Assert.NotEmpty(json.RootElement.GetProperty("map").EnumerateArray());

        cli.Input = shown.Out;
        CliResult replayed = await cli.RunAsync("vm replay - --check");

        Assert.Contains("1 case, 3 steps compared, 0 differences", replayed.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
