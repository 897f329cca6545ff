using S2Grid.Common;
using S2Grid.Experiments.Results;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Results;

public sealed class ComparisonTests
{
    private static readonly FigureOrigin Measured = new(Provenance.Hardware, Scope.Ioctl, "ampere-1", "6.12");

    public static TheoryData<FigureOrigin, string, string> Unlike => new()
    {
        { Measured with { Provenance = Provenance.Simulated }, "Hardware and Simulated results cannot stand", "results of one provenance" },
        { Measured with { Scope = Scope.SplitCall }, "Figures of the whole ioctl and of the split call cannot stand", "of one scenario" },
        { Measured with { Agent = "tx2" }, "Results of the agents 'ampere-1' and 'tx2' cannot stand", "measured by one agent" },
        { Measured with { Kernel = null }, "Results with the kernels '6.12' and unknown cannot stand", "as two sweeps and compare those" },
    };

    [Theory]
    [MemberData(nameof(Unlike))]
    public void Check_UnlikeFigures_AreRefusedWithReasonAndWayOut(FigureOrigin other, string reason, string wayOut)
    {
        string refusal = Assert.Throws<RefusedException>(() => Comparison.Check(Measured, other)).Message;

        Assert.StartsWith(reason, refusal, StringComparison.Ordinal);
        Assert.Contains(wayOut, refusal, StringComparison.Ordinal);
        Assert.Throws<RefusedException>(() => Comparison.Check(other, Measured));
        Comparison.Check(other, other);
    }
}
