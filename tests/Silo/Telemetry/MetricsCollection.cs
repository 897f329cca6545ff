namespace S2Grid.Silo.Tests.Telemetry;

/// <summary>Metrics are a process' own: silos of other tests would be seen in them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MetricsCollection
{
    public const string Name = "metrics";
}
