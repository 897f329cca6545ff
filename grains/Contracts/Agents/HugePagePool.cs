namespace S2Grid.Contracts.Agents;

/// <summary>A machine's huge pages of one size.</summary>
/// <param name="Bytes">The size of one.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Free">How many a run could have now.</param>
[GenerateSerializer, Immutable]
public sealed record HugePagePool([property: Id(0)] long Bytes, [property: Id(1)] long Total, [property: Id(2)] long Free);
