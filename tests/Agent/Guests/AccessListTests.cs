using System.Runtime.InteropServices;
using S2Grid.Agent.Guests;
using S2Grid.Mmu;

namespace S2Grid.Agent.Tests.Guests;

/// <summary>What vCPUs are told to access.</summary>
public sealed unsafe class AccessListTests : IDisposable
{
    private const ulong Start = 0x4000_0000;
    private const ulong PageSize = 4096;
    private const int Pages = 1000;

    private readonly ulong* memory = (ulong*)NativeMemory.AllocZeroed(Pages, sizeof(ulong));

    public void Dispose() => NativeMemory.Free(memory);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Write_AllPages_GivesEachToOneVcpu(int vcpus)
    {
        AccessList list = List(vcpus);
        Assert.Equal((ulong)Pages, list.Write(PageSelection.All, 100, random: true, seed: 5));

        ulong[] entries = [.. Enumerable.Range(0, vcpus).SelectMany(vcpu => Entries(list, vcpu))];
        Assert.All(entries, entry => Assert.Equal(GuestLayout.WriteFlag, entry & GuestLayout.WriteFlag));
        Assert.Equal(
            Enumerable.Range(0, Pages).Select(page => Start + ((ulong)page * PageSize)),
            entries.Select(entry => entry & ~GuestLayout.WriteFlag).Order());
    }

    [Fact]
    public void Write_InOrder_Ascends()
    {
        AccessList list = List(2);
        list.Write(new PageSelection(PageSelectionKind.Stride, 2 * PageSize), 100, random: false, seed: 5);

        Assert.Equal(Entries(list, 0).Order(), Entries(list, 0));
        Assert.Equal(500, Entries(list, 0).Concat(Entries(list, 1)).Count());
    }

    [Fact]
    public void Write_SameSeed_IsTheSameOrder()
    {
        AccessList list = List(2);
        list.Write(PageSelection.All, 40, random: true, seed: 5);
        ulong[] first = [.. Entries(list, 1)];
        list.Write(PageSelection.All, 40, random: true, seed: 6);
        Assert.NotEqual(first, Entries(list, 1));
        list.Write(PageSelection.All, 40, random: true, seed: 5);
        Assert.Equal(first, Entries(list, 1));
    }

    private AccessList List(int vcpus) => new(Start, Pages, PageSize, vcpus) { Entries = memory };

    private List<ulong> Entries(AccessList list, int vcpu)
    {
        (ulong start, ulong end) = list.Part(vcpu, 0);
        var entries = new List<ulong>();
        for (ulong offset = start; offset < end; offset += GuestLayout.EntrySize)
            entries.Add(memory[offset / GuestLayout.EntrySize]);

        return entries;
    }
}
