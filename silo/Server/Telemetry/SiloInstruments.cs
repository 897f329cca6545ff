using System.Diagnostics.Metrics;
using S2Grid.Grains.Vms;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Server.Telemetry;

/// <summary>What a silo measures of itself; see <c>client/docs/metrics.md</c>.</summary>
internal sealed class SiloInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "S2Grid.Silo";

    private readonly Meter meter;

    /// <summary>Makes the instruments.</summary>
    public SiloInstruments(IMeterFactory meters, GridSettings settings, SlotActivity slots, TableMemoryBudget budget,
        ISiloStatusOracle members)
    {
        meter = meters.Create(MeterName);
        meter.CreateObservableGauge("s2grid.slots", () => ReadSlots(settings, slots), "{slot}",
            "Slots of this silo by whether they simulate now.");
        meter.CreateObservableGauge(
            "s2grid.memory_gate.size", () => ReadGate(budget), "By",
            "Table memory that runs on this silo have taken, and the most that they may take together.");
        meter.CreateObservableGauge("s2grid.memory_gate.waiting", () => budget.Waiting, "{run}",
            "Runs that wait for table memory on this silo.");
        meter.CreateObservableGauge("s2grid.silos", () => ReadMembers(members), "{silo}",
            "Silos of the cluster by status, as this silo sees it; dead ones are left out.");
        meter.CreateObservableGauge("s2grid.build.info", ReadBuild, unit: null,
            "1, with the program's version and the engine's as labels.");
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private static Measurement<int>[] ReadSlots(GridSettings settings, SlotActivity slots)
    {
        // Each slot has two batches in hand, so more may be counted as simulating than there are slots.
        int busy = Math.Min(slots.Busy, settings.Slots);
        return [new(busy, Tag("state", "busy")), new(settings.Slots - busy, Tag("state", "idle"))];
    }

    private static Measurement<long>[] ReadGate(TableMemoryBudget budget)
        => [new(budget.InUse, Tag("state", "used")), new(budget.Bytes, Tag("state", "budget"))];

    private static Measurement<int>[] ReadMembers(ISiloStatusOracle members) =>
    [
        .. members.GetApproximateSiloStatuses().Values
            .Where(status => status is not (SiloStatus.None or SiloStatus.Dead))
            .GroupBy(status => status)
            .Select(group => new Measurement<int>(group.Count(), Tag("status", NameOf(group.Key)))),
    ];

    private static string NameOf(SiloStatus status) => status switch
    {
        SiloStatus.ShuttingDown => "shutting_down",
        _ => status.ToString().ToLowerInvariant(),
    };

    private static Measurement<int> ReadBuild() =>
        new(1, Tag("version", ProgramVersion.Number), Tag("engine", SimulatedVm.EngineVersion));
}
