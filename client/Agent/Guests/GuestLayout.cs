namespace S2Grid.Agent.Guests;

/// <summary>
/// Where things stand in the guest's physical memory, which it sees at the same virtual addresses. Below 1 GiB: an address without memory,
/// then the guest's own slot: code, page tables, and the list of what to access. From 1 GiB on (or later): the memory under test.
/// </summary>
internal static class GuestLayout
{
    /// <summary>No memory is here: a store ends a pass.</summary>
    internal const ulong Bell = 0x0900_0000;

    /// <summary>Start of the guest's own slot.</summary>
    internal const ulong Own = 0x1000_0000;

    /// <summary>Where the memory under test begins if nothing else is asked for.</summary>
    internal const ulong Memory = 0x4000_0000;

    /// <summary>The end of what the guest's page tables map.</summary>
    internal const ulong End = KvmKeys.GuestEnd;

    /// <summary>Bytes at the start of the guest's own slot for its code; a multiple of every kernel's page size.</summary>
    internal const ulong CodeSize = 0x1_0000;

    /// <summary>Bytes of an entry of the list.</summary>
    internal const ulong EntrySize = sizeof(ulong);

    /// <summary>Set in an entry whose page is written; else it is read.</summary>
    internal const ulong WriteFlag = 1;
}
