namespace S2Grid.Contracts.Leases;

/// <summary>What the scheduler knows of the silos that have asked for work lately.</summary>
/// <param name="Silos">How many there are.</param>
/// <param name="LargestBudget">Bytes of table memory that the largest run may take on the largest of them.</param>
[GenerateSerializer, Immutable]
public sealed record ClusterCapacity([property: Id(0)] int Silos, [property: Id(1)] long LargestBudget);
