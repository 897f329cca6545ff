using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Measured;

/// <summary>
/// What cost models predict for the ioctls of a measured run, so that their times can be held against it. Only whole ioctls are: enabling
/// the log, and the CLEARs that split. A prediction is never shown as if it were a measured time.
/// </summary>
public sealed class PredictedIoctls
{
    /// <summary>The step that enables the log.</summary>
    public const string Enable = "enable";

    private readonly RunConfiguration simulated;
    private readonly Dictionary<string, StepCounters> counts;

    private PredictedIoctls(RunConfiguration simulated, Dictionary<string, StepCounters> counts) =>
        (this.simulated, this.counts) = (simulated, counts);

    /// <summary>The steps whose times can be predicted.</summary>
    public IEnumerable<string> Steps => counts.Keys;

    /// <summary>Why a model can be held against no measured ioctl at all, in a sentence; null if it can.</summary>
    public static string? Refusal(CostModel model) => model.RefusalOf(Scope.Ioctl) ?? (model.IsAbsolute ? null : model.RefusalOfTimes);

    /// <summary>Why no model can be held against what a machine measures, in a sentence; null if one can.</summary>
    /// <param name="architecture">The machine's: <c>arm64</c> or <c>x64</c>.</param>
    /// <param name="provenance">Where its times come from.</param>
    /// <param name="recorded">Where they came from when they were recorded, if they are replayed; null if nobody has said.</param>
    /// <param name="model">The model, if one is asked for; a calibrated one is of the provenance that it was calibrated on.</param>
    public static string? Refusal(string architecture, Provenance provenance, Provenance? recorded, CostModel? model = null)
    {
        if (architecture != SimulatedCounts.Architecture)
        {
            return architecture switch
            {
                "x64" => "No cost model is for x86-64.",
                "" => "No cost model is for a machine of unknown architecture.",
                _ => $"No cost model is for {architecture}.",
            };
        }

        return (provenance == Provenance.Replayed ? recorded : provenance) switch
        {
            _ when model?.CalibratedOn?.Provenance == provenance => null,
            Provenance.Hardware => null,
            { } other => $"Cost models are of hardware, so {other.Word()} times are held against none.",
            null => "Cost models are of hardware, and the recording does not say whether it is.",
        };
    }

    /// <summary>Why a model predicts nothing for a run, in a sentence; null if it does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">The run's configuration.</param>
    /// <param name="measured">What was measured.</param>
    public static string? Refusal(CostModel model, RunConfiguration run, Measurement measured) => Refusal(run, measured)
        ?? Refusal(model)
        ?? RefusalOf(model, new CalibratedOn(measured.Agent, measured.Kernel, measured.Provenance))
        ?? model.Refusal(Simulated(run, measured), Scope.Ioctl, Provenance.Simulated, counters: null);

    /// <summary>Why a model that was calibrated is not held against what a machine measures, in a sentence; null if it is of that machine,
    /// or of none.</summary>
    public static string? RefusalOf(CostModel model, CalibratedOn machine) =>
        model.CalibratedOn?.Differences(machine) is { Count: > 0 } differences
            ? $"{model.Name} was calibrated on another machine and has expired: {string.Join(", ", differences)}. Calibrate it anew with "
                + "'s2grid calibrate'."
            : null;

    /// <summary>Why the simulator does not do a run as it was measured, in a sentence; null if it does.</summary>
    public static string? Refusal(RunConfiguration run, Measurement measured)
    {
        KvmSettings kvm = run.Kvm ?? throw new ArgumentException("Only a measured run has measured ioctls.", nameof(run));
        return (kvm, measured) switch
        {
            ({ Memslots: > 1 } or { Vcpus: > 1 }, _) => "Several memslots or vCPUs are not simulated.",
            ({ DirtyRing: true }, _) => "Dirty rings are not simulated.",
            (_, { PageBytes: <= 0 }) => "The machine's page size is not known.",
            _ when measured.HasPartialThp(run) => "Transparent huge pages backed a part only, and the simulator takes all.",
            _ when measured.HasHugeSharedMemory(run) => "Transparent huge pages backed shared memory, which the simulator takes for pages.",
            _ => null,
        };
    }

    /// <summary>An upper estimate of the memory that <see cref="Simulate"/> takes, in bytes.</summary>
    public static long Bytes(RunConfiguration run, Measurement measured) =>
        TableEstimate.Bytes(Simulated(run, measured));

    /// <summary>Simulates a run's configuration with the kernel that has measured it.</summary>
    public static PredictedIoctls Simulate(RunConfiguration run, Measurement measured)
    {
        int rangeFlushes = CounterLayout.Find("tlbi_range")!.Offset;
        var counts = new Dictionary<string, StepCounters>();
        foreach ((string step, VmStep part, StepCounters counters) in SimulatedSteps.Of(run, measured.StrategyFor(run), measured.PageBytes))
        {
            if (part.Kind == VmStepKind.Write)
                continue;
            counters.Values[rangeFlushes] *= SimulatedSteps.Ioctls(run, run.Kvm!, part, measured.PageBytes);
            if (!counts.TryGetValue(step, out StepCounters? sum))
                counts.Add(step, sum = new StepCounters());
            sum.Add(counters);
        }

        return new PredictedIoctls(Simulated(run, measured), counts);
    }

    /// <summary>What is counted in a step.</summary>
    public StepCounters Counters(string step) => counts[step];

    /// <summary>The time that a model predicts for a step, in nanoseconds; null where it refuses to, as where it has a cost for nothing
    /// that happens in it.</summary>
    public Interval? Predict(CostModel model, string step)
    {
        bool changesMemslot = step == Enable && model.MemslotChange.High > 0;
        return model.Refusal(simulated, Scope.Ioctl, Provenance.Simulated, changesMemslot ? null : counts[step]) is null
            ? model.PredictTime(counts[step], changesMemslot) : null;
    }

    private static RunConfiguration Simulated(RunConfiguration run, Measurement measured) =>
        SimulatedSteps.Simulated(run, measured.StrategyFor(run), measured.PageBytes);
}
