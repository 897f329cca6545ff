using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

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
    [InlineData("vm --steps destroy --map", "no tree is left to draw after 'destroy'")]
    public async Task Vm_WhatCannotBe_IsAUsageError(string line, string complaint)
    {
        CliResult result = await cli.RunAsync(line);

        Assert.Contains(complaint, result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
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
