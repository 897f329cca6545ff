namespace S2Grid.Agent.Guests;

/// <summary>What the vCPUs access in a pass: each has its share of the pages, a run of neighbours, and a part of the list of its
/// own.</summary>
/// <param name="memoryStart">Guest address of the first page.</param>
/// <param name="pages">Number of pages.</param>
/// <param name="pageSize">Bytes of a page.</param>
/// <param name="vcpus">Number of vCPUs.</param>
internal sealed unsafe class AccessList(ulong memoryStart, ulong pages, ulong pageSize, int vcpus)
{
    private readonly ulong[] ends = new ulong[vcpus];

    /// <summary>The list in this process; set once its memory is there.</summary>
    internal ulong* Entries { get; set; }

    /// <summary>Bytes of the longest list.</summary>
    internal ulong Size => pages * GuestLayout.EntrySize;

    /// <summary>Writes down a pass.</summary>
    /// <param name="selection">The pages to access.</param>
    /// <param name="writePercent">The share of accesses that write, 0 to 100.</param>
    /// <param name="random">Whether the order is random within each vCPU's share; else it ascends.</param>
    /// <param name="seed">Decides order and writes.</param>
    /// <returns>How many accesses write.</returns>
    internal ulong Write(PageSelection selection, int writePercent, bool random, ulong seed)
    {
        var writing = new PageSelection(PageSelectionKind.Random, 0, writePercent / 100.0, seed);
        ulong writes = 0;
        for (int vcpu = 0; vcpu < vcpus; vcpu++)
        {
            ulong start = FirstPage(vcpu);
            ulong next = start;
            for (ulong page = start; page < FirstPage(vcpu + 1); page++)
            {
                if (!selection.Contains(page, pageSize))
                    continue;

                bool write = writePercent == 100 || writing.Contains(page, pageSize);
                writes += write ? 1UL : 0;
                Entries[next++] = (memoryStart + (page * pageSize)) | (write ? GuestLayout.WriteFlag : 0);
            }

            ends[vcpu] = next;
            if (random)
                new Random(SeedOf(seed, vcpu)).Shuffle(new Span<ulong>(Entries + start, checked((int)(next - start))));
        }

        return writes;
    }

    /// <summary>Guest addresses of a vCPU's part of the list, given that of the list.</summary>
    internal (ulong Start, ulong End) Part(int vcpu, ulong listAddress) =>
        (listAddress + (FirstPage(vcpu) * GuestLayout.EntrySize), listAddress + (ends[vcpu] * GuestLayout.EntrySize));

    private ulong FirstPage(int vcpu) => vcpu == vcpus ? pages : pages / (ulong)vcpus * (ulong)vcpu;

    private static int SeedOf(ulong seed, int vcpu) => unchecked((int)(seed ^ (seed >> 32)) + (vcpu * 0x9E37_79B));
}
