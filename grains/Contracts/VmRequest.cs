
using S2Grid.Experiments.Models;
using S2Grid.Mmu;

namespace S2Grid.Contracts;

/// <summary>A VM and the steps to do to it, in a form that travels.</summary>
/// <param name="MemoryBytes">Size of the memslot in bytes.</param>
/// <param name="BaseIpa">IPA of the memslot in bytes.</param>
/// <param name="PageShift">log2 of the page size.</param>
/// <param name="IaBits">Input address size in bits.</param>
/// <param name="Fwb">Whether the CPU has FEAT_S2FWB.</param>
/// <param name="TlbiRange">Whether the CPU has FEAT_TLBIRANGE.</param>
/// <param name="Backing">The backing's name.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Chunk">The split chunk, as text.</param>
/// <param name="Steps">The steps, as text.</param>
/// <param name="WithHash">Whether to hash the mapping after each step, which takes time in proportion to its leaves.</param>
/// <param name="MapLimit">How many lines of the final map to return at most; 0 for no map.</param>
[GenerateSerializer, Immutable]
public sealed record VmRequest(
    [property: Id(0)] ulong MemoryBytes,
    [property: Id(1)] ulong BaseIpa,
    [property: Id(2)] int PageShift,
    [property: Id(3)] int IaBits,
    [property: Id(4)] bool Fwb,
    [property: Id(5)] bool TlbiRange,
    [property: Id(6)] string Backing,
    [property: Id(7)] string Strategy,
    [property: Id(8)] string Chunk,
    [property: Id(9)] IReadOnlyList<string> Steps,
    [property: Id(10)] bool WithHash,
    [property: Id(11)] int MapLimit)
{
    /// <summary>Makes a request from a configuration and steps.</summary>
    public static VmRequest From(VmConfiguration configuration, IEnumerable<VmStep> steps, bool withHash, int mapLimit) => new(
        configuration.Memory,
        configuration.Base,
        configuration.PageShift,
        configuration.IaBits,
        configuration.Fwb,
        configuration.TlbiRange,
        configuration.Backing.ToString(),
        configuration.Strategy.Name,
        configuration.Chunk.ToString(),
        [.. steps.Select(step => step.ToString())],
        withHash,
        mapLimit);
}
