namespace S2Grid.Contracts.Leases;

/// <summary>A slot that asks for work, and what it can do.</summary>
/// <param name="Worker">Which of its workers asks, <c>silo/slot/worker</c>. One that asks has no batch in work: a lease that it had is free
/// again.</param>
/// <param name="Silo">Its silo's address as Orleans writes it.</param>
/// <param name="EngineVersion">The engine that it simulates with.</param>
/// <param name="MemoryBudget">Bytes of table memory that the largest run may take there.</param>
[GenerateSerializer, Immutable]
public sealed record WorkRequest(
    [property: Id(0)] string Worker,
    [property: Id(1)] string Silo,
    [property: Id(2)] string EngineVersion,
    [property: Id(3)] long MemoryBudget);
