namespace S2Grid.Contracts.Sweeps;

/// <summary>A sweep as it stands.</summary>
/// <param name="Id">Its id: 12 hexadecimal digits, unique in a data directory.</param>
/// <param name="Name">Its name, unique in a data directory.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="StartedAt">When it was last started or resumed.</param>
/// <param name="EndedAt">When it last came to rest, or null while it runs.</param>
/// <param name="SpecificationHash">Hash of the effective specification, overrides applied.</param>
/// <param name="EngineVersion">The engine that its runs are simulated with.</param>
/// <param name="OwnerProcessId">The process that runs it, or null if none does.</param>
/// <param name="Segments">Result files.</param>
/// <param name="StoredBytes">Bytes of the result files.</param>
/// <param name="Policy">How it shares the grid.</param>
/// <param name="Replaces">The id of the sweep whose place it takes once all its runs are done and none has failed, or null.</param>
[GenerateSerializer, Immutable]
public sealed record SweepStatus(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] SweepProgress Progress,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] DateTimeOffset? EndedAt,
    [property: Id(6)] string SpecificationHash,
    [property: Id(7)] string EngineVersion,
    [property: Id(8)] int? OwnerProcessId,
    [property: Id(9)] long Segments,
    [property: Id(10)] long StoredBytes,
    [property: Id(11)] SweepPolicy Policy,
    [property: Id(12)] string? Replaces = null);
