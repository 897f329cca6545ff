using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Models;

/// <summary>What a calibrated model holds for: it expires when any of it changes.</summary>
/// <param name="Agent">The agent on whose machine the times were measured; of replayed ones that which was recorded.</param>
/// <param name="Kernel">The kernel, release and build.</param>
/// <param name="Provenance">What the times are.</param>
public sealed record CalibratedOn(string Agent, string Kernel, Provenance Provenance)
{
    /// <summary>What measured times can be.</summary>
    public static IReadOnlyList<Provenance> Provenances { get; } =
        [Provenance.Emulated, Provenance.Nested, Provenance.Hardware, Provenance.Replayed];

    /// <summary>In a sentence's words: the agent, its kernel, the provenance.</summary>
    public override string ToString() => $"agent {Agent}, kernel {Kernel}, provenance {Provenance.Word()}";

    /// <summary>In what another machine is not this one: <c>kernel 6.12 instead of 6.13</c>; empty if it is the same.</summary>
    public IReadOnlyList<string> Differences(CalibratedOn other) =>
    [
        .. new[]
        {
            ("agent", other.Agent, Agent),
            ("kernel", other.Kernel, Kernel),
            ("provenance", other.Provenance.Word(), Provenance.Word()),
        }.Where(one => one.Item2 != one.Item3).Select(one => $"{one.Item1} {one.Item2} instead of {one.Item3}"),
    ];
}
