using S2Grid.Experiments.Runs;
using S2Grid.Runs;

namespace S2Grid.Contracts.Agents;

/// <summary>A <see cref="MeasuredStep"/> in a form that travels.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Scope">What was timed.</param>
/// <param name="Seconds">How long it took, in seconds.</param>
/// <param name="DirtyPages">Pages that the dirty log has; null for steps that read none.</param>
/// <param name="Tables">Table pages that came with the step; null where the machine cannot tell.</param>
/// <param name="Hits">Hits of kernel functions in an untimed sample; empty where nothing was counted.</param>
[GenerateSerializer, Immutable]
public sealed record MeasuredStepReport(
    [property: Id(0)] string Name,
    [property: Id(1)] Scope Scope,
    [property: Id(2)] double Seconds,
    [property: Id(3)] long? DirtyPages,
    [property: Id(4)] long? Tables,
    [property: Id(5)] IReadOnlyDictionary<string, long> Hits)
{
    /// <summary>The form that is stored.</summary>
    public MeasuredStep ToMeasuredStep() => new(Name, Scope, Seconds, DirtyPages, Tables, Hits);
}
