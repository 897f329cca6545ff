namespace S2Grid.Contracts;

/// <summary>A slot that asks for work, and what it can do.</summary>
/// <param name="Slot">Its key, <c>silo/number</c>.</param>
/// <param name="Silo">Its silo's address as Orleans writes it.</param>
/// <param name="EngineVersion">The engine that it simulates with.</param>
/// <param name="MemoryBudget">Bytes of table memory that the largest run may take there.</param>
[GenerateSerializer, Immutable]
public sealed record SlotOffer(
    [property: Id(0)] string Slot,
    [property: Id(1)] string Silo,
    [property: Id(2)] string EngineVersion,
    [property: Id(3)] long MemoryBudget);
