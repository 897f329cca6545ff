namespace S2Grid.Contracts.Leases;

/// <summary>What an agent is given: a run to measure until the lease expires, or a kernel to boot first.</summary>
/// <param name="Lease">The lease of one run; null where a kernel is to be booted.</param>
/// <param name="SweepName">The sweep's name.</param>
/// <param name="Variant">The strategy whose kernel the machine is to boot and come back with; null where there is a lease.</param>
[GenerateSerializer, Immutable]
public sealed record RunLease(
    [property: Id(0)] BatchLease? Lease, [property: Id(1)] string SweepName, [property: Id(2)] string? Variant);
