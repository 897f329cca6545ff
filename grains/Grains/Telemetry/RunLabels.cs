using System.Numerics;

namespace S2Grid.Grains.Telemetry;

/// <summary>By what runs are told apart in metrics. The values are few, whatever is swept: chunks, offsets and seeds are not among
/// them.</summary>
/// <param name="Scenario">What was done.</param>
/// <param name="Strategy">The split strategy's name.</param>
/// <param name="Backing">The backing as the field names it.</param>
/// <param name="MemoryExponent">log2 of the VM's size in bytes, rounded up.</param>
public readonly record struct RunLabels(Scenario Scenario, string Strategy, string Backing, int MemoryExponent)
{
    /// <summary>Those of a run.</summary>
    public static RunLabels Of(RunConfiguration configuration) => new(
        configuration.Scenario,
        configuration.Strategy,
        configuration.BackingName,
        configuration.Memory <= 1 ? 0 : BitOperations.Log2(configuration.Memory - 1) + 1);

    /// <summary>The labels without the VM's size.</summary>
    internal KeyValuePair<string, object?>[] Kind =>
    [
        new("scenario", Scenario.Word()),
        new("strategy", Strategy),
        new("backing", Backing),
    ];

    /// <summary>All labels.</summary>
    internal KeyValuePair<string, object?>[] All => [.. Kind, new("memory", ByteSize.Format(1UL << MemoryExponent))];
}
