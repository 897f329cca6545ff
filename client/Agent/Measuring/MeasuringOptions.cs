namespace S2Grid.Agent.Measuring;

/// <summary>What the operator allows measurements to do.</summary>
internal sealed record MeasuringOptions
{
    /// <summary>Whether huge pages may be reserved for a run.</summary>
    public bool ReserveHugePages { get; init; }

    /// <summary>A stock dirty_log_perf_test; null where there is none.</summary>
    public string? SelftestPath { get; init; }
}
