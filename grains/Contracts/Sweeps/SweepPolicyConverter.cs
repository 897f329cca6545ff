using S2Grid.Experiments.Planning;

namespace S2Grid.Contracts.Sweeps;

/// <summary>Lets a <see cref="SweepPolicy"/> travel.</summary>
[RegisterConverter]
internal sealed class SweepPolicyConverter : IConverter<SweepPolicy, SweepPolicySurrogate>
{
    public SweepPolicy ConvertFromSurrogate(in SweepPolicySurrogate surrogate) => new()
    {
        Weight = surrogate.Weight,
        Priority = surrogate.Priority,
        Parallelism = surrogate.Parallelism,
        FailFast = surrogate.FailFast,
    };

    public SweepPolicySurrogate ConvertToSurrogate(in SweepPolicy value) =>
        new(value.Weight, value.Priority, value.Parallelism, value.FailFast);
}
