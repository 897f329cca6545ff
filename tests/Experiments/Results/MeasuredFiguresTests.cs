using S2Grid.Experiments.Results;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Results;

public sealed class MeasuredFiguresTests
{
    private const string Sweep =
        "backend: kvm\naxes: {memory: 64G, backing: 4k, chunk: 1G, scenario: SCENARIO, strategy: [baseline, skip-level3, rfc]}";

    [Fact]
    public void Of_EnableOnHardware_IsTheChangeOfTheMedianWithItsInterval()
    {
        PublishedComparison beside = Assert.Single(MeasuredFigures.Of(Measured("enable")));

        Assert.Equal(("v1-2026-06", Scenario.Enable, -35.47), (beside.Figure.Series, beside.Figure.Scenario, beside.Figure.ChangePercent));
        Assert.Equal((Quantity.Measured, "ampere-1", "n=10", true), (beside.Quantity, beside.By, beside.Samples, beside.IsInside));
        Assert.Equal(-0.3, beside.Ours!.Value.Mid, 1e-12);
        Assert.Null(beside.Absence);
    }

    [Fact]
    public void Of_ClearOnHardware_IsThatOfTwoIterations()
    {
        PublishedComparison two = Assert.Single(MeasuredFigures.Of(Measured("clear", Provenance.Hardware, "clear-1", "clear-2")));
        PublishedComparison three =
            Assert.Single(MeasuredFigures.Of(Measured("clear", Provenance.Hardware, "clear-1", "clear-2", "clear-3")));

        Assert.Equal((-26.36, -0.3), (two.Figure.ChangePercent, Math.Round(two.Ours!.Value.Mid, 12)));
        Assert.Equal((null,
            "Published is a change over 2 iterations, of which the first splits; ours has 3. Comparable would be kvm.iterations 2."),
            (three.Ours, three.Absence));
    }

    [Theory]
    [InlineData(Provenance.Emulated, "an emulated machine's time says nothing about hardware")]
    [InlineData(Provenance.Nested, "a virtual machine's KVM pays for what hardware does not")]
    public void Of_OtherThanHardware_IsNothingWithTheReason(Provenance provenance, string reason)
    {
        PublishedComparison beside = Assert.Single(MeasuredFigures.Of(Measured("enable", provenance)));

        Assert.Null(beside.Ours);
        Assert.Contains(reason, beside.Absence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FigureOfTheSplitCall_IsNothingBesideAnIoctl()
    {
        ComparedSweep sweep = GroupsOf.Measured("axes: {memory: 1G, backing: 4k, chunk: 1G, strategy: [baseline, rfc]}", Ten);

        PublishedComparison beside = Assert.Single(MeasuredFigures.Of(sweep));

        Assert.Equal("rfc-2026-05", beside.Figure.Series);
        Assert.Null(beside.Ours);
        Assert.Contains("They are not of the same work", beside.Absence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x64", 4096, "arm64, ours is of x64")]
    [InlineData("arm64", 16384, "pages of 4096 bytes, ours is of 16384")]
    public void Of_OtherMachineOrPages_IsNothingWithTheReason(string architecture, long pages, string reason)
    {
        ComparedSweep sweep = Measured("enable");
        RunGroup[] groups = [.. sweep.Groups.Select(group => group with { Architecture = architecture, PageBytes = pages })];

        PublishedComparison beside = Assert.Single(MeasuredFigures.Of(sweep with { Groups = groups }));

        Assert.Null(beside.Ours);
        Assert.Contains(reason, beside.Absence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enable", "", null)]
    [InlineData("enable", "kvm: {memslots: 2}", "memslots 2 instead of 1")]
    [InlineData("enable", "kvm: {clear-pages: 128}", null)]
    [InlineData("clear", "kvm: {clear-pages: 128}", "clear-pages 128 instead of 64")]
    public void Of_SweepForMachines_HoldsItsSettingsAgainstThePublishedOnes(string scenario, string settings, string? difference)
    {
        string yaml =
            $"backend: kvm\naxes: {{memory: 64G, backing: 4k, chunk: 1G, scenario: {scenario}, strategy: [baseline, "
            + $"skip-level3]}}\n{settings}";
        ComparedSweep sweep = GroupsOf.Measured(yaml, Ten);
        RunGroup[] groups = scenario == "enable" ? [.. sweep.Groups] :
        [
            .. sweep.Groups.Select(group => group with
            {
                Steps = [.. new[] { "clear-1", "clear-2" }.Select(step =>
                    new StepGroup(step, Scope.Ioctl, new(), [], group.Steps[0].Seconds))],
            }),
        ];

        PublishedComparison beside = Assert.Single(MeasuredFigures.Of(sweep with { Groups = groups }));

        Assert.Equal(difference is null, beside.Ours is not null);
        Assert.Contains(difference ?? "", beside.Absence ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Of_BaselineOfAnotherAgent_IsNoBaseline()
    {
        ComparedSweep sweep = Measured("enable");
        RunGroup[] groups =
            [.. sweep.Groups.Select(group => group.Configuration.Strategy == "baseline" ? group with { Agent = "tx2" } : group)];

        PublishedComparison beside = Assert.Single(MeasuredFigures.Of(sweep with { Groups = groups }));

        Assert.Equal((null, "The same agent has not measured the baseline."), (beside.Ours, beside.Absence));
    }

    [Fact]
    public void Of_FewSamples_HasNoInterval()
    {
        ComparedSweep sweep = GroupsOf.Measured(Sweep.Replace("SCENARIO", "enable", StringComparison.Ordinal), c => [.. Ten(c).Take(5)]);

        Assert.Equal("Fewer than 6 samples a side have no interval.", Assert.Single(MeasuredFigures.Of(sweep)).Absence);
    }

    [Fact]
    public void Of_SimulatedRuns_IsNothing()
        => Assert.Empty(MeasuredFigures.Of(GroupsOf.Simulated(Sweep.Replace("SCENARIO", "enable", StringComparison.Ordinal))));

    private static ComparedSweep Measured(string scenario, Provenance provenance = Provenance.Hardware, params string[] steps)
    {
        ComparedSweep sweep = GroupsOf.Measured(
            Sweep.Replace("SCENARIO", scenario, StringComparison.Ordinal), Ten,
            new FigureOrigin(provenance, Scope.Ioctl, "ampere-1", "6.12"));
        return steps.Length == 0 ? sweep : sweep with
        {
            Groups =
            [
                .. sweep.Groups.Select(group => group with
                {
                    Steps = [.. steps.Select(step => new StepGroup(step, Scope.Ioctl, new StepCounters(), [], group.Steps[0].Seconds))],
                }),
            ],
        };
    }

    /// <summary>Ten times of 1.0 to 1.9 s, with skip-level3 30 % less.</summary>
    private static IReadOnlyList<double> Ten(RunConfiguration configuration) =>
        [.. Enumerable.Range(10, 10).Select(i => i / 10.0 * (configuration.Strategy == "skip-level3" ? 0.7 : 1))];
}
