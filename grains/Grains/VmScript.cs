using System.Diagnostics;
using S2Grid.Contracts;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Mapping;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tables;

namespace S2Grid.Grains;

/// <summary>Turns a <see cref="VmRequest"/> into the engine's types and does its steps.</summary>
internal sealed class VmScript
{
    private readonly VmConfiguration configuration;
    private readonly IReadOnlyList<VmStep> steps;
    private readonly VmRequest request;

    /// <summary>Reads a request.</summary>
    /// <exception cref="SweepRefusedException">It describes no VM or no steps; the details list everything that is wrong.</exception>
    public VmScript(VmRequest request)
    {
        this.request = request;
        var errors = new List<string>();
        configuration = Read(request, errors);
        errors.AddRange(configuration.Errors());
        errors.AddRange(request.Steps.Where(text => VmStep.TryParse(text) is null)
            .Select(text => $"'{text}' is no step. Steps: {string.Join(", ", VmStep.Forms)}."));
        if (errors.Count > 0)
            throw new SweepRefusedException("The VM cannot be simulated.", errors);
        steps = [.. request.Steps.Select(VmStep.Parse)];
    }

    /// <summary>Makes the VM anew and does the steps.</summary>
    /// <param name="vm">The VM to use again, or null to make one.</param>
    /// <param name="tableMemoryLimit">The most bytes that its tables may take.</param>
    /// <param name="cancellation">Ends the work between two steps.</param>
    /// <exception cref="SweepRefusedException">A step cannot be done; the message says which and why.</exception>
    public VmReport Run(ref SimulatedVm? vm, long tableMemoryLimit, CancellationToken cancellation)
    {
        if (vm is null)
            vm = new SimulatedVm(configuration, tableMemoryLimit);
        else
            vm.Reset(configuration);
        var reports = new List<VmStepReport>();
        foreach (VmStep step in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            reports.Add(Run(vm, step));
        }

        bool destroyed = steps.Any(step => step.Kind == VmStepKind.Destroy);
        IReadOnlyList<MapRun> map = request.MapLimit > 0 && !destroyed ? vm.Map() : [];
        return new VmReport(reports, [.. map.Take(request.MapLimit).Select(VmMapLine.From)], map.Count > request.MapLimit);
    }

    private VmStepReport Run(SimulatedVm vm, VmStep step)
    {
        var counters = new StepCounters();
        long before = Stopwatch.GetTimestamp();
        try
        {
            vm.Run(step, counters);
        }
        catch (Exception e) when (e is InvalidOperationException or TableMemoryException)
        {
            throw new SweepRefusedException($"Step {step} cannot be done: {e.Message}", e);
        }

        double seconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
        ulong? hash = request.WithHash && step.Kind != VmStepKind.Destroy ? vm.MappingHash() : null;
        return new VmStepReport(step.ToString(), counters.Values.ToArray(), hash, vm.TableBytes, seconds);
    }

    private static VmConfiguration Read(VmRequest request, List<string> errors)
    {
        if (!Backing.TryParse(request.Backing, out Backing backing))
            errors.Add($"backing: '{request.Backing}' is none. Backings: {string.Join(", ", Backing.KnownNames)}, thp:PERCENT%:SEED.");
        bool hasChunk = SplitChunk.TryParse(request.Chunk, out SplitChunk chunk);
        if (!hasChunk)
            errors.Add($"chunk: '{request.Chunk}' is not a power of two, 0 or whole.");
        SplitStrategy? strategy = SplitStrategies.Find(request.Strategy);
        if (strategy is null)
            errors.Add($"strategy: '{request.Strategy}' is none. Strategies: {string.Join(", ", SplitStrategies.All)}.");
        return new VmConfiguration
        {
            Memory = request.MemoryBytes,
            Base = request.BaseIpa,
            PageShift = request.PageShift,
            IaBits = request.IaBits,
            Fwb = request.Fwb,
            TlbiRange = request.TlbiRange,
            Backing = backing,
            Strategy = strategy ?? SplitStrategies.Baseline,
            Chunk = hasChunk ? chunk : SplitChunk.None,
        };
    }
}
