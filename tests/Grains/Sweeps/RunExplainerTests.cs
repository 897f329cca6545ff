using S2Grid.Common;
using S2Grid.Contracts.Sweeps;
using S2Grid.Hosting;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests.Sweeps;

public sealed class RunExplainerTests : IAsyncDisposable
{
    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Explain_Repeat_NamesTheRunWhoseCountersItShares()
    {
        RunExplanation why = await Explain(1);

        Assert.Equal((1, 0L, true, false), (why.Repeat, why.ReusedFrom, why.Stored, why.Failed));
        Assert.Contains("shares the counters of run 0", why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_SimulatedRun_NamesTheFirstInputThatDiffers()
    {
        RunExplanation why = await Explain(2);

        Assert.Null(why.ReusedFrom);
        Assert.Equal(new InputDifference("strategy", "rfc", "baseline"), why.FirstDifference);
        Assert.Contains("strategy baseline where it has rfc", why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_FirstRun_HasNothingToShare()
    {
        RunExplanation why = await Explain(0);

        Assert.Null(why.ComparedWith);
        Assert.Contains("first of those that a slot did at once", why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_RunNotDone_SaysSo()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);

        RunExplanation why = await Sweep(grid, start).Explain(5);

        Assert.False(why.Stored);
        Assert.Contains("no result yet", why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_NoSuchRun_IsRefused()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => Sweep(grid, start).Explain(48));

        Assert.Contains("48 runs, numbered from 0", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<RunExplanation> Explain(long run)
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 1);
        SweepStart start = await Start(grid);
        await Rest(grid, start);
        return await Sweep(grid, start).Explain(run);
    }
}
