namespace S2Grid.Mmu.Tests.Plain;

/// <summary>A table as plain objects: one word an entry, and the table behind it where it is a table descriptor.</summary>
public sealed class PlainTable(int entries)
{
    public ulong[] Words { get; } = new ulong[entries];

    public PlainTable?[] Children { get; } = new PlainTable?[entries];

    /// <summary>1 for the page itself, 1 for each entry that is not zero.</summary>
    public int References { get; set; } = 1;
}
