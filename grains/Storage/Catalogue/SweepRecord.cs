using System.ComponentModel.DataAnnotations.Schema;

namespace S2Grid.Storage.Catalogue;

/// <summary>A sweep as the catalogue keeps it.</summary>
public sealed record SweepRecord
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The specification in YAML, as its author wrote it.</summary>
    [Column("specification")]
    public required string SpecificationText { get; init; }

    /// <summary>Where that came from.</summary>
    public required string FileName { get; init; }

    /// <summary>Values given in place of an axis', as JSON.</summary>
    public required string Overrides { get; init; }

    /// <summary>Repeats given in place of the specification's, or null.</summary>
    public int? Repeats { get; init; }

    /// <summary>Hash of the effective specification.</summary>
    public required string SpecificationHash { get; init; }

    /// <summary>The engine that its runs are simulated with.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>Runs of the effective specification.</summary>
    public required long TotalRuns { get; init; }

    /// <summary>What was last decided about it.</summary>
    public SweepPhase Phase { get; init; }

    /// <summary>Why it was drained, where it was not a person who asked for that.</summary>
    public string? Fault { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last started or resumed.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Runs that were done by then.</summary>
    public long DoneAtStart { get; init; }

    /// <summary>When it last came to its end or was drained, or null since it was last started.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The id of the sweep whose name and place it takes once it is complete, or null.</summary>
    public string? Replaces { get; init; }

    /// <summary>How it shares the grid with others.</summary>
    public SweepPolicy Policy { get; init; } = SweepPolicy.Default;
}
