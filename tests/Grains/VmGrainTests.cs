using S2Grid.Contracts;
using S2Grid.Mmu;
using S2Grid.Hosting;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Grains.Tests;

public sealed class VmGrainTests : IAsyncDisposable
{
    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Run_Steps_AreTheEnginesOwnCountersHashAndMap()
    {
        var configuration = new VmConfiguration { Memory = 4UL << 20, Backing = new Backing(BackingKind.Blocks2M) };
        VmStep[] steps = [VmStep.Parse("populate"), VmStep.Parse("wp"), VmStep.Parse("split"), VmStep.Parse("write:page=3")];

        VmReport report = await Run(VmRequest.From(configuration, steps, withHash: true, mapLimit: 10_000));

        using var vm = new SimulatedVm(configuration);
        var counters = new StepCounters();
        Assert.Equal(steps.Length, report.Steps.Count);
        foreach ((VmStep step, VmStepReport done) in steps.Zip(report.Steps))
        {
            vm.Run(step, counters);
            Assert.Equal(step.ToString(), done.Step);
            Assert.Equal(counters.Values.ToArray(), done.ToCounters().Values.ToArray());
            Assert.Equal(vm.MappingHash(), done.Hash);
            Assert.Equal(vm.TableBytes, done.TableBytes);
        }

        Assert.Equal(vm.Map(), report.Map.Select(line => line.ToMapRun()));
        Assert.False(report.MapTruncated);
    }

    [Fact]
    public async Task Run_MapLargerThanAskedFor_IsTruncatedAndSaysSo()
    {
        var configuration = new VmConfiguration { Memory = 4UL << 20 };

        VmReport report = await Run(VmRequest.From(configuration, [VmStep.Parse("populate")], withHash: false, mapLimit: 1));

        Assert.Single(report.Map);
        Assert.True(report.MapTruncated);
        Assert.Null(report.Steps[0].Hash);
    }

    [Fact]
    public async Task Run_RequestWithErrors_IsRefusedWithAllOfThem()
    {
        var request = new VmRequest(1000, 0, 12, 40, true, true, "5k", "fast", "3M", ["populat"], false, 0);

        SweepRefusedException refusal = await Assert.ThrowsAsync<SweepRefusedException>(() => Run(request));

        Assert.Equal(5, refusal.Details.Count);
        Assert.Contains(refusal.Details, line => line.StartsWith("memory:", StringComparison.Ordinal));
        Assert.Contains(refusal.Details, line => line.Contains("'populat'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_StepOutsideTheSlot_IsRefusedByName()
    {
        VmRequest request = VmRequest.From(new VmConfiguration { Memory = 4096 }, [VmStep.Parse("map:page=1")], withHash: false, mapLimit: 0);

        SweepRefusedException refusal = await Assert.ThrowsAsync<SweepRefusedException>(() => Run(request));

        Assert.Contains("map:page=1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SecondRequest_BeginsAnew()
    {
        VmRequest request = VmRequest.From(new VmConfiguration { Memory = 4UL << 20 }, [VmStep.Parse("populate")], withHash: true, mapLimit: 0);
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        IVmGrain vm = grid.Grains.GetGrain<IVmGrain>("mine");

        VmReport first = await vm.Run(request, TestContext.Current.CancellationToken);
        VmReport second = await vm.Run(request, TestContext.Current.CancellationToken);

        Assert.Equal(first.Steps[0].Values, second.Steps[0].Values);
    }

    private async Task<VmReport> Run(VmRequest request)
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        return await grid.Grains.GetGrain<IVmGrain>("mine").Run(request, TestContext.Current.CancellationToken);
    }
}
