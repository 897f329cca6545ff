using S2Grid.Experiments.Migration;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Migration;

public sealed class MigrationStudyTests
{
    private static readonly CostModel Priors = CostModels.All.Single(model => model.Name == "arm64-priors");

    /// <summary>Whatever it is sent over and however it is split: where nothing is written, memory is sent once and nobody waits.</summary>
    [Theory]
    [InlineData("memory: 64M, backing: 4k", "64M")]
    [InlineData("memory: 1G, backing: thp, strategy: rfc", "512M")]
    [InlineData("memory: 1G, backing: thp, strategy: lazy, hot-set: 5, vcpus: 64", "8G")]
    [InlineData("memory: 1G, backing: hugetlb-1g, scenario: clear, chunk: 1G", "2G")]
    public void NothingWritten_IsOneRoundWithoutDowntime(string axes, string bandwidth)
    {
        RunConfiguration run = Run($"{axes}, bandwidth: {bandwidth}, write-rate: 0");

        MigrationStudy study = new MigrationStudies(Priors).Of(run);

        Assert.Equal((1, 1, 1), Figure(study, MigrationFigure.Rounds));
        Assert.Equal((0, 0, 0), Figure(study, MigrationFigure.Downtime));
        double sending = 1e9 * run.Memory / run.Get(Axes.Bandwidth);
        Assert.All(Values(Figure(study, MigrationFigure.Total)), total => Assert.True(total > sending));
        Assert.Equal("converges", study.Verdict);
    }

    /// <summary>Below the limit of all costs it converges, above that of all it does not, and between it may: no figure stands
    /// there.</summary>
    [Fact]
    public void WriteRate_BesideTheLimit_ConvergesOrNotOrMay()
    {
        var studies = new MigrationStudies(Priors);
        (double low, double mid, double high) = Figure(studies.Of(Run(Axis(0))), MigrationFigure.Limit);
        Assert.True(low < mid && mid < high);

        Assert.Equal("converges", studies.Of(Run(Axis(low * 0.999))).Verdict);
        Assert.Equal("does not converge", studies.Of(Run(Axis(high * 1.001))).Verdict);
        MigrationStudy between = studies.Of(Run(Axis((low + high) / 2)));
        Assert.Equal("may converge", between.Verdict);
        Assert.Null(between.Find(MigrationFigure.Rounds));
        Assert.Null(between.Change(studies.Of(Run(Axis(0))), MigrationFigure.Total));
        Assert.Equal("may converge", between.Instead(MigrationFigure.Total)?.Word);

        static string Axis(double rate) => $"memory: 1G, backing: thp, bandwidth: 256M, write-rate: {(ulong)rate >> 10}K";
    }

    [Fact]
    public void SlotThatFitsTheDowntime_ConvergesAtAnyRate()
    {
        MigrationStudy study = new MigrationStudies(Priors).Of(
            Run("memory: 1G, backing: thp, bandwidth: 8G, write-rate: 4G, max-downtime: 60000"));

        Assert.Equal(("any rate", "It converges at any rate."), study.Instead(MigrationFigure.Limit));
        Assert.NotNull(study.Find(MigrationFigure.Downtime));
    }

    [Fact]
    public void Run_WithoutABandwidth_IsNoMigrationWhateverIsWritten()
    {
        RunConfiguration run = Run("memory: 1G, backing: thp, write-rate: 4G, hot-set: 5");

        Assert.Equal(Run("memory: 1G, backing: thp"), run);
        Assert.Contains("bandwidth: 2G", new MigrationStudies(Priors).Of(run).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Bandwidth_IsOfTheIdentityAndOfNoCount()
    {
        (RunConfiguration one, RunConfiguration other) = (Run("memory: 1G, bandwidth: 1G"), Run("memory: 1G, bandwidth: 2G"));

        Assert.NotEqual(one.Identity, other.Identity);
        Assert.Equal(one.ToVmConfiguration(), other.ToVmConfiguration());
    }

    private static (double Low, double Mid, double High) Figure(MigrationStudy study, MigrationFigure figure) =>
        study.Find(figure) is { } value ? (value.Low, value.Mid, value.High) : throw new InvalidOperationException(figure.Name);

    private static double[] Values((double Low, double Mid, double High) of) => [of.Low, of.Mid, of.High];

    private static RunConfiguration Run(string axes) =>
        SweepSpecification.Parse($"axes: {{{axes}}}", "t.yaml").Specification!.Plan[0].Configuration;
}
