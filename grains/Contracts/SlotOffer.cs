namespace S2Grid.Contracts;

/// <summary>A slot that asks for work, and what it can do.</summary>
/// <param name="Hand">Which of its hands asks, <c>silo/slot/hand</c>. A hand that asks has nothing in it: what it had leased is free again.</param>
/// <param name="Silo">Its silo's address as Orleans writes it.</param>
/// <param name="EngineVersion">The engine that it simulates with.</param>
/// <param name="MemoryBudget">Bytes of table memory that the largest run may take there.</param>
[GenerateSerializer, Immutable]
public sealed record SlotOffer(
    [property: Id(0)] string Hand,
    [property: Id(1)] string Silo,
    [property: Id(2)] string EngineVersion,
    [property: Id(3)] long MemoryBudget);
