namespace S2Grid.Contracts.Cluster;

/// <summary>How a silo stands.</summary>
/// <param name="Silo">Its address as Orleans writes it.</param>
/// <param name="Host">Its machine's name.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="Version">The program's version.</param>
/// <param name="EngineVersion">The engine's version; silos of another one cannot do the same sweep.</param>
/// <param name="Slots">How many batches it simulates at once.</param>
/// <param name="BusySlots">How many it simulates now.</param>
/// <param name="MemoryBudget">Bytes of table memory that its runs may take together.</param>
/// <param name="MemoryInUse">Bytes of table memory that its runs have reserved now.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="IsDraining">Whether it is about to stop and leases nothing any more.</param>
/// <param name="Agents">Where agents connect: <c>https://10.0.0.1:11090</c>; null of a silo of an earlier version, or in a process of its
/// own.</param>
/// <param name="CallTime">How long it took it last time to tell the cluster: a call to a grain and back; null before the first and of an
/// earlier version.</param>
/// <param name="CatalogueTime">How long statements to the catalogue took it since, on average; null without any, and of an earlier
/// version.</param>
[GenerateSerializer, Immutable]
public sealed record SiloReport(
    [property: Id(0)] string Silo,
    [property: Id(1)] string Host,
    [property: Id(2)] int ProcessId,
    [property: Id(3)] string Version,
    [property: Id(4)] string EngineVersion,
    [property: Id(5)] int Slots,
    [property: Id(6)] int BusySlots,
    [property: Id(7)] long MemoryBudget,
    [property: Id(8)] long MemoryInUse,
    [property: Id(9)] DateTimeOffset StartedAt,
    [property: Id(10)] bool IsDraining,
    [property: Id(11)] string? Agents,
    [property: Id(12)] TimeSpan? CallTime,
    [property: Id(13)] TimeSpan? CatalogueTime);
