using S2Grid.Grains.Telemetry;

namespace S2Grid.Grains.Vms;

/// <summary>What the VMs of a process work with.</summary>
/// <param name="Settings">What the grid is set to.</param>
/// <param name="Counts">What runs have counted.</param>
/// <param name="Memory">Says when a VM's table memory is to be had.</param>
/// <param name="Instruments">Told what the runs come to.</param>
/// <param name="Guests">Told of the runs of sweeps that ask what they come to for a guest.</param>
internal sealed record VmContext(
    GridSettings Settings, CountCache Counts, TableMemoryBudget Memory, GridInstruments Instruments, GuestStudies Guests);
