namespace S2Grid.Mmu.Walks;

/// <summary>How a walk goes on after an entry.</summary>
internal enum Visited
{
    /// <summary>With the next entry.</summary>
    Next,

    /// <summary>Into the table that the entry is, or that the visitor has put in its place.</summary>
    Descend,

    /// <summary>Not at all: the visitor failed.</summary>
    Stop,
}
