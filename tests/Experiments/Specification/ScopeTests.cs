using S2Grid.Experiments.Specification;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Specification;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("", Scope.SplitCall)]
    [InlineData("scope: split-call", Scope.SplitCall)]
    [InlineData("scope: ioctl", Scope.Ioctl)]
    [InlineData("published: v1-2026-06", Scope.Ioctl)]
    [InlineData("published: rfc-2026-05", Scope.SplitCall)]
    [InlineData("published: v1-2026-06\nscope: ioctl", Scope.Ioctl)]
    public void Counted_OfAnEnable_IsWhatIsAskedForOrPublished(string more, Scope expected)
    {
        SweepSpecification read = Read(more);

        Assert.Equal(expected, read.Counted(Scenario.Enable).Scope);
        Assert.Equal(Scope.Ioctl, read.Counted(Scenario.Clear).Scope);
    }

    [Fact]
    public void WithOverrides_Scope_IsTheSameAsInTheFile()
    {
        Assert.Equal(Read("scope: ioctl"), Read("").WithOverrides([("scope", "ioctl")], null).Specification);
        Assert.NotEqual(Read("scope: ioctl").SpecificationHash, Read("").SpecificationHash);
        Assert.Equal(Read("scope: ioctl").Plan[0].Configuration.Identity, Read("").Plan[0].Configuration.Identity);
    }

    [Theory]
    [InlineData("axes: {memory: 1G}\nscope: guest", "scope: 'guest' is not known; there are split-call, ioctl.")]
    [InlineData("axes: {memory: 1G, scenario: [enable, clear]}\nscope: split-call", "scenario clear has figures of the whole ioctl only")]
    [InlineData("axes: {memory: 1G}\npublished: v1-2026-06\nscope: split-call", "the figures of v1-2026-06 are of the whole ioctl")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\nscope: ioctl", "leave 'scope' out")]
    [InlineData("axes: {memory: 1G}\npublished: v4-2026-09", "text and figures of v4 of 30 September 2026 are not public here")]
    public void Parse_ScopeThatNothingHas_IsRefusedThere(string yaml, string expected)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "s");

        Assert.Contains(result.Errors, error => error.Message.Contains(expected, StringComparison.Ordinal) && error.Line > 1);
    }

    [Fact]
    public void WithOverrides_ScopeThatThereIsNot_NamesTheOption() => Assert.StartsWith(
        "--set scope: 'call' is not known", Assert.Single(Read("").WithOverrides([("scope", "call")], null).Errors).Message,
        StringComparison.Ordinal);

    private static SweepSpecification Read(string more) =>
        SweepSpecification.Parse($"axes: {{memory: 1G}}\n{more}", "s").Specification!;
}
