using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Statistics;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Measured;

/// <summary>Predictions that are held against measured ioctls. Expected times are counted by hand with the costs of the model's
/// file.</summary>
public sealed class PredictedIoctlsTests
{
    private const int Pages = 16384;
    private const double Visit = 2.4;
    private const double WriteProtect = 19;
    private const double Flush = 2100;

    private static readonly CostModel Priors = CostModels.Find("arm64-priors")!;

    [Fact]
    public void Predict_EnableOfPages_IsTheWriteProtectWalkAndTheSplitWalkAndOneFlush()
    {
        PredictedIoctls predicted = Simulate("scenario: enable, backing: 4k, chunk: 2M", Measured());

        Assert.Equal(["enable"], predicted.Steps);
        Assert.Equal((Pages * (Visit + WriteProtect)) + Flush, predicted.Predict(Priors, "enable")!.Value.Mid, 3);
        Assert.Equal((Pages * (0.95 + 9.5)) + 1050, predicted.Predict(Priors, "enable")!.Value.Low, 3);
    }

    [Fact]
    public void Predict_EnableWithoutChunk_IsTheWriteProtectWalkAlone() => Assert.Equal(
        (Pages * WriteProtect) + Flush, Mid(Simulate("scenario: enable, backing: 4k, chunk: 0", Measured()), "enable"), 3);

    [Fact]
    public void Predict_ClearInPieces_FlushesOnceForEach()
    {
        PredictedIoctls pieces = Simulate("scenario: clear, backing: 4k, chunk: 2M", Measured());
        PredictedIoctls whole = Simulate("scenario: clear, backing: 4k, chunk: 2M", Measured(), "{clear-pages: 16384}");

        Assert.Equal(["clear-1", "clear-2"], pieces.Steps.Order(StringComparer.Ordinal));
        Assert.Equal((Pages / 64 - 1) * Flush, Mid(pieces, "clear-1") - Mid(whole, "clear-1"), 3);
    }

    [Fact]
    public void Predict_KernelThatIsLabelled_IsSimulatedAsItIsAndNotAsItWasAskedFor()
    {
        double baseline = Simulate("scenario: enable, backing: 4k, chunk: 1G", Measured()).Predict(Priors, "enable")!.Value.Mid;
        double rfc = Simulate("scenario: enable, backing: 4k, chunk: 1G", Measured() with { KernelStrategy = "rfc" })
            .Predict(Priors, "enable")!.Value.Mid;

        Assert.True(rfc < baseline - (Visit * Pages / 2), $"{rfc} against {baseline}");
    }

    [Theory]
    [InlineData("arm64", Provenance.Hardware, null, null)]
    [InlineData("arm64", Provenance.Replayed, Provenance.Hardware, null)]
    [InlineData("x64", Provenance.Hardware, null, "No cost model is for x86-64.")]
    [InlineData("arm64", Provenance.Emulated, null, "Cost models are of hardware, so emulated times are held against none.")]
    [InlineData("arm64", Provenance.Nested, null, "Cost models are of hardware, so nested times are held against none.")]
    [InlineData("arm64", Provenance.Replayed, Provenance.Emulated, "Cost models are of hardware, so emulated times are held against none.")]
    [InlineData("arm64", Provenance.Replayed, null, "Cost models are of hardware, and the recording does not say whether it is.")]
    public void Refusal_Machine_IsOfAnotherArchitectureOrNoHardware(string architecture, Provenance provenance, Provenance? recorded,
        string? expected) =>
        Assert.Equal(expected, PredictedIoctls.Refusal(architecture, provenance, recorded));

    [Fact]
    public void Refusal_Run_IsOneThatTheSimulatorDoesNotDoAlike()
    {
        Assert.Null(Refusal("backing: 4k", Measured()));
        Assert.Null(Refusal("backing: thp", Measured() with { ThpBytes = 64 << 20 }));
        Assert.Contains("backed a part", Refusal("backing: thp", Measured() with { ThpBytes = 62 << 20 }), StringComparison.Ordinal);
        Assert.Null(Refusal("backing: shmem", Measured()));
        Assert.Contains("backed shared memory", Refusal("backing: shmem", Measured() with { ThpBytes = 2 << 20 }),
            StringComparison.Ordinal);
        Assert.Contains("memslots or vCPUs", Refusal("backing: 4k", Measured(), "{memslots: 2}"), StringComparison.Ordinal);
        Assert.Contains("memslots or vCPUs", Refusal("backing: 4k", Measured(), "{vcpus: 2}"), StringComparison.Ordinal);
        Assert.Contains("Dirty rings", Refusal("backing: 4k", Measured(), "{dirty-ring: true}"), StringComparison.Ordinal);
        Assert.Contains("a granule of 4K", Refusal("backing: 4k", Measured() with { PageBytes = 65536 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_CalibratedModel_HoldsForItsMachineKernelAndProvenanceOnly()
    {
        CostModel mine = Priors with { Name = "mine", CalibratedOn = new CalibratedOn("altra1", "6.12", Provenance.Emulated) };
        Measurement emulated = Measured() with { Provenance = Provenance.Emulated };

        Assert.Null(Refusal("backing: 4k", emulated, mine));
        Assert.Null(PredictedIoctls.Refusal("arm64", Provenance.Emulated, null, mine));
        Assert.Equal(
            "mine was calibrated on another machine and has expired: kernel 6.13 instead of 6.12, provenance hardware instead of emulated. "
            + "Calibrate it anew with 's2grid calibrate'.", Refusal("backing: 4k", Measured() with { Kernel = "6.13" }, mine));
        Assert.Contains("agent altra2 instead of altra1", Refusal("backing: 4k", emulated with { Agent = "altra2" }, mine),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_ModelWithAMemslotChange_AddsItToEnablingAlone()
    {
        CostModel with = Priors with { MemslotChange = new Interval(100, 200, 400) };
        PredictedIoctls enable = Simulate("scenario: enable, backing: 4k, chunk: 0", Measured());
        PredictedIoctls clear = Simulate("scenario: clear, backing: 4k, chunk: 0", Measured());

        Assert.Equal(200, enable.Predict(with, "enable")!.Value.Mid - enable.Predict(Priors, "enable")!.Value.Mid, 6);
        Assert.Equal(clear.Predict(Priors, "clear-1"), clear.Predict(with, "clear-1"));
    }

    [Fact]
    public void Predict_ModelWithACostForNothingThatHappens_PredictsNothing()
    {
        CostModel model = Priors with { Parameters = [.. Priors.Parameters.Where(one => one.Phase == CostPhase.TableBuild)] };
        PredictedIoctls pages = Simulate("scenario: enable, backing: 4k, chunk: 2M", Measured());

        Assert.Null(pages.Predict(model, "enable"));
        Assert.Equal(7, pages.Predict(model with { MemslotChange = new Interval(6, 7, 8) }, "enable")!.Value.Mid);
    }

    private static double Mid(PredictedIoctls predicted, string step) => predicted.Predict(Priors, step)!.Value.Mid;

    private static string? Refusal(string axes, Measurement measured, CostModel model) =>
        PredictedIoctls.Refusal(model, Run(axes, "{}"), measured);

    private static string? Refusal(string axes, Measurement measured, string kvm = "{}")
        => PredictedIoctls.Refusal(Priors, Run(axes, kvm), measured);

    private static PredictedIoctls Simulate(string axes, Measurement measured, string kvm = "{}")
        => PredictedIoctls.Simulate(Run(axes, kvm), measured);

    private static RunConfiguration Run(string axes, string kvm) => SweepSpecification
        .Parse($"axes: {{memory: 64M, {axes}}}\nbackend: kvm\nkvm: {kvm}\ncost-models: arm64-priors\n",
            "s").Specification!.Plan[0].Configuration;

    private static Measurement Measured() => new("altra1", "6.12", "", "arm64", 4096, Provenance.Hardware, [], 0, "", [], "[]", "{}");
}
