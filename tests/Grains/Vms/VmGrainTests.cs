using S2Grid.Common;
using S2Grid.Contracts.Vms;
using S2Grid.Grains.Vms;
using S2Grid.Hosting;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Replay;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Grains.Tests.Vms;

/// <summary>Sessions: VMs that a person does steps to.</summary>
public sealed class VmGrainTests : IAsyncDisposable
{
    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Session_Steps_AreTheEnginesOwnCountersHashAndMap()
    {
        var configuration = new VmConfiguration
        {
            Memory = 4UL << 20,
            Base = 0x8000_0000,
            PageShift = 14,
            IaBits = 42,
            Fwb = false,
            TlbiRange = false,
            Backing = new Backing(BackingKind.Blocks2M),
            Strategy = SplitStrategies.Find("rfc")!,
            Chunk = SplitChunk.Whole,
        };
        IVmGrain session = Session(await fixture.StartGrid(slots: 0));
        await session.Open(Line(configuration));

        using var vm = new SimulatedVm(configuration);
        var counters = new StepCounters();
        foreach (string step in (string[])["populate", "wp", "split", "write:page=3"])
        {
            VmStepReport done = (await session.Step(step, withHash: true))!;
            vm.Run(VmStep.Parse(step), counters);
            Assert.Equal(counters.Values.ToArray(), done.ToCounters().Values.ToArray());
            Assert.Equal(vm.MappingHash(), done.Hash);
        }

        Assert.Equal(vm.Map(), (await session.Map(0))!.Select(line => line.ToMapRun()));
        Assert.Equal(vm.Map().Skip(1), (await session.Map(1))!.Select(line => line.ToMapRun()));
    }

    [Fact]
    public async Task Step_WithoutHash_HasNone()
    {
        IVmGrain session = Session(await fixture.StartGrid(slots: 0));
        await session.Open(Line(new VmConfiguration { Memory = 4UL << 20 }));

        Assert.Null((await session.Step("populate", withHash: false))!.Hash);
    }

    [Theory]
    [InlineData("{\"config\":{\"memory\":1000},\"steps\":[]}", "multiple of the 4K page")]
    [InlineData("{\"config\":{\"memory\":\"4M\",\"backing\":\"5k\"},\"steps\":[]}", "5k")]
    [InlineData("nonsense", "not JSON")]
    public async Task Open_WhatIsNoVm_IsRefusedWithTheReason(string vm, string reason)
    {
        IVmGrain session = Session(await fixture.StartGrid(slots: 0));

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => session.Open(vm));

        Assert.Contains(reason, $"{refusal.Message} {string.Join(' ', refusal.Details)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("popluate", "'popluate' is not a valid step")]
    [InlineData("map:page=4096", "the slot has 1024 pages")]
    public async Task Step_ThatCannotBeDone_IsRefusedAndTheSessionGoesOn(string step, string reason)
    {
        IVmGrain session = Session(await fixture.StartGrid(slots: 0));
        await session.Open(Line(new VmConfiguration { Memory = 4UL << 20 }));

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => session.Step(step, withHash: false));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(await session.Step("populate", withHash: false));
    }

    [Fact]
    public async Task Step_BeyondTheSessionsShareOfMemory_IsRefusedWithTheShare()
    {
        IVmGrain session = Session(await fixture.StartGrid(slots: 0, tableMemoryLimit: 16 << 20));
        await session.Open(Line(new VmConfiguration { Memory = 16UL << 30, Backing = new Backing(BackingKind.Blocks2M) }));
        await session.Step("populate", withHash: false);
        await session.Step("wp", withHash: false);

        RefusedException refusal =
            await Assert.ThrowsAsync<RefusedException>(() => session.Step("write:random=0.5,seed=1", withHash: false));

        Assert.Contains("may take 1M of table memory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MoreThanTheSiloAllows_IsRefusedUntilOneIsClosed()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        string vm = Line(new VmConfiguration { Memory = 4UL << 20 });
        IVmGrain[] open = [.. Enumerable.Range(0, VmSessions.MaxOpen).Select(_ => Session(grid))];
        await Task.WhenAll(open.Select(session => session.Open(vm)));
        IVmGrain another = Session(grid);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => another.Open(vm));
        await open[0].Close();
        await another.Open(vm);

        Assert.Contains("has 8 VM sessions open", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(await another.Step("populate", withHash: false));
    }

    [Fact]
    public async Task Open_Again_BeginsAnew()
    {
        IVmGrain session = Session(await fixture.StartGrid(slots: 0));
        string vm = Line(new VmConfiguration { Memory = 4UL << 20 });
        await session.Open(vm);
        VmStepReport first = (await session.Step("populate", withHash: true))!;

        await session.Open(vm);
        VmStepReport second = (await session.Step("populate", withHash: true))!;

        Assert.Equal(first.Values, second.Values);
        Assert.Equal(first.Hash, second.Hash);
    }

    [Fact]
    public async Task Session_ThatIsIdle_GivesItsMemoryBackAndSaysThatItHasEnded()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        IVmGrain session = Session(grid);
        await session.Open(Line(new VmConfiguration { Memory = 4UL << 20 }));
        await session.Step("populate", withHash: false);

        await grid.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Null(await session.Step("wp", withHash: false));
        Assert.Null(await session.Map(0));
    }

    [Fact]
    public async Task Open_OfASlotsVm_IsRefused()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(
            () => grid.Grains.GetGrain<IVmGrain>("127.0.0.1:1@1/0").Open(Line(new VmConfiguration { Memory = 4UL << 20 })));

        Assert.Contains("belongs to a slot", refusal.Message, StringComparison.Ordinal);
    }

    private static IVmGrain Session(EmbeddedGrid grid) => grid.Grains.GetGrain<IVmGrain>(IVmGrain.NewSessionKey());

    private static string Line(VmConfiguration configuration) =>
        ReplayWriter.Write(new ReplayCase("", configuration, []));
}
