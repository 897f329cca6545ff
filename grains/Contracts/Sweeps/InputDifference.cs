namespace S2Grid.Contracts.Sweeps;

/// <summary>One input in which two runs differ.</summary>
/// <param name="Name">The input's name, as in the sweep's specification.</param>
/// <param name="Value">Its effective value in the run asked about.</param>
/// <param name="OtherValue">Its effective value in the run compared with.</param>
[GenerateSerializer, Immutable]
public sealed record InputDifference(
    [property: Id(0)] string Name,
    [property: Id(1)] string Value,
    [property: Id(2)] string OtherValue);
