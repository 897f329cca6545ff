using S2Grid.Runs;

namespace S2Grid.Contracts.Agents;

/// <summary>What an agent says of a run that it was given.</summary>
[GenerateSerializer, Immutable]
public sealed record MeasuredReport
{
    /// <summary>The sweep.</summary>
    [Id(0)]
    public required string SweepId { get; init; }

    /// <summary>The lease's number.</summary>
    [Id(1)]
    public required long Lease { get; init; }

    /// <summary>The run.</summary>
    [Id(2)]
    public required long Run { get; init; }

    /// <summary>How it ended.</summary>
    [Id(3)]
    public required MeasuredOutcome Outcome { get; init; }

    /// <summary>Why, unless it succeeded; else empty.</summary>
    [Id(4)]
    public string Error { get; init; } = "";

    /// <summary>What the times are.</summary>
    [Id(5)]
    public Provenance Provenance { get; init; }

    /// <summary>The kernel, release and build.</summary>
    [Id(6)]
    public string Kernel { get; init; } = "";

    /// <summary>The split strategy that the kernel is said to have; empty where nobody has said.</summary>
    [Id(7)]
    public string KernelStrategy { get; init; } = "";

    /// <summary>The steps of the sample that counts.</summary>
    [Id(8)]
    public IReadOnlyList<MeasuredStepReport> Steps { get; init; } = [];

    /// <summary>Of the memory, in transparent huge pages once populated; bytes, null where that is not told.</summary>
    [Id(9)]
    public long? ThpBytes { get; init; }

    /// <summary>Why functions were not counted, where that was asked for; else empty.</summary>
    [Id(10)]
    public string CountFault { get; init; } = "";

    /// <summary>Why the times may be disturbed, a sentence each.</summary>
    [Id(11)]
    public IReadOnlyList<string> Disturbed { get; init; } = [];

    /// <summary>All samples with every call's time, as JSON.</summary>
    [Id(12)]
    public string Samples { get; init; } = "[]";

    /// <summary>The machine before and after, as JSON.</summary>
    [Id(13)]
    public string Surroundings { get; init; } = "{}";
}
