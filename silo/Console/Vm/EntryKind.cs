namespace S2Grid.Web.Vm;

/// <summary>What an entry of a table is to who looks at it.</summary>
public enum EntryKind
{
    /// <summary>Invalid: nothing is mapped.</summary>
    Hole,

    /// <summary>It leads to a table.</summary>
    Table,

    /// <summary>A block or page that the guest can write.</summary>
    Writable,

    /// <summary>A block or page that the guest cannot write without a fault.</summary>
    Protected,

    /// <summary>A block or page without the access flag.</summary>
    Old,
}
