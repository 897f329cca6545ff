namespace S2Grid.Mmu;

/// <summary>How much memory the split loop handles between two top-ups of its page cache.</summary>
/// <param name="Bytes">A power of two of at least one page; 0 is no eager splitting; <see cref="Whole"/> the whole slot at once.</param>
public readonly record struct SplitChunk(ulong Bytes)
{
    /// <summary>No eager splitting (KVM's default).</summary>
    public static SplitChunk None => default;

    /// <summary>One top-up and one walk for the whole slot. KVM has no such setting; the simulator has.</summary>
    public static SplitChunk Whole => new(ulong.MaxValue);

    /// <summary>Whether this is <see cref="Whole"/>.</summary>
    public bool IsWhole => Bytes == ulong.MaxValue;

    /// <summary>Reads <c>whole</c>, <c>0</c> or a size such as <c>2M</c>.</summary>
    public static bool TryParse(string text, out SplitChunk chunk)
    {
        chunk = Whole;
        if (text == "whole")
            return true;

        bool ok = ByteSize.TryParse(text, out ulong bytes) && (bytes == 0 || ulong.IsPow2(bytes));
        chunk = new SplitChunk(bytes);
        return ok;
    }

    /// <summary>The form that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => IsWhole ? "whole" : ByteSize.Format(Bytes);
}
