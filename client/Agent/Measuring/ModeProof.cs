using static System.FormattableString;

namespace S2Grid.Agent.Measuring;

/// <summary>
/// Shows in which mode a VM was, in three levels: what KVM says that it can, what it was set to, and what of that was seen: how many times
/// vCPUs left the guest for each page that they wrote. Where each write is a fault that is about 1; where the hardware notes dirty
/// pages, or they were writable already, far less.
/// </summary>
internal sealed class ModeProof
{
    /// <summary>How the names of its facts begin.</summary>
    internal const string Prefix = "mode_";

    private const string ExitsName = Prefix + "exits_per_written_page";

    private readonly SortedDictionary<string, string> facts = new(StringComparer.Ordinal);

    /// <summary>What is known, by name.</summary>
    internal IReadOnlyDictionary<string, string> Facts => facts;

    /// <summary>Notes a capability that KVM does not tell the setting of.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="capability">What KVM says that it can.</param>
    /// <param name="setting">What it was set to; 0 where it was left alone.</param>
    internal void Set(string name, int capability, long setting) =>
        facts[Prefix + name] = Invariant($"capability {capability}, set to {setting}");

    /// <summary>Notes the chunk of eager splits.</summary>
    /// <param name="sizes">The sizes that KVM can, as bits.</param>
    /// <param name="bytes">What it was set to.</param>
    /// <param name="told">What KVM says that it is set to, as far as an int holds it.</param>
    /// <exception cref="InvalidOperationException">It is not what it was set to.</exception>
    internal void SetChunk(int sizes, long bytes, int told)
    {
        if (told != bytes && bytes <= int.MaxValue)
            throw new InvalidOperationException($"KVM was set to split by chunks of {bytes} bytes, and says that it does by {told}.");

        facts[Prefix + "eager_split_chunk"] = Invariant($"capability 0x{sizes:x}, set to {bytes}, KVM says {told}");
    }

    /// <summary>Notes how often vCPUs left the guest in a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="exits">How often, without the end of each vCPU's pass.</param>
    /// <param name="pages">Pages that they wrote.</param>
    internal void NoteExits(string step, long exits, ulong pages)
    {
        if (pages == 0)
            return;

        string before = facts.TryGetValue(ExitsName, out string? noted) ? $"{noted}, " : "";
        facts[ExitsName] = before + Invariant($"{step} {(double)Math.Max(0, exits) / pages:0.0000}");
    }
}
