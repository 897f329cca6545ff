using S2Grid.Agent.Gateway;

namespace S2Grid.Agent.Tests.Gateway;

/// <summary>Which strategy a kernel stands for.</summary>
public sealed class KernelStrategyTests
{
    [Theory]
    [InlineData("6.12.0-skip3", "#1 SMP", "skip-level3")]
    [InlineData("6.12.0", "#7-rfc SMP", "rfc")]
    [InlineData("6.12.0", "#1 SMP", "baseline")]
    public void Of_Kernel_IsThatOfTheFirstPatternThatFits(string release, string build, string expected)
    {
        KernelStrategy[] strategies =
            [KernelStrategy.Read("*-skip3=skip-level3"), KernelStrategy.Read("*-rfc *=rfc"), KernelStrategy.Read("baseline")];

        Assert.Equal(expected, KernelStrategy.Of(strategies, release, build));
        Assert.Equal("", KernelStrategy.Of([], release, build));
    }
}
