namespace S2Grid.Mmu.Walks;

/// <summary>How a walk goes on after a leaf.</summary>
internal enum Visited
{
    /// <summary>With the next entry.</summary>
    Next,

    /// <summary>Into the table that the visitor has put in the leaf's place.</summary>
    Descend,

    /// <summary>Not at all: the visitor failed.</summary>
    Stop,
}
