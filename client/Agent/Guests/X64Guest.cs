using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Guests;

/// <summary>
/// The guest on x86-64: long mode at privilege level 3 with an identity mapping in pages of 2 MiB. Nested hosts emulate other modes
/// instruction by instruction, and then map nothing.
/// </summary>
/// <remarks>Source: AMD64 Architecture Programmer's Manual, volume 2, chapters 4 and 5.</remarks>
internal sealed class X64Guest : Guest
{
    private const ulong PageSize = 4096;
    private const int TableEntries = 512;
    private const ulong GiB = 1UL << 30;

    // Page-table entries: present, writable, for user code; leaves also accessed and dirty, so that no walk writes them, and 2 MiB large.
    private const ulong Table = 0x07;
    private const ulong LargePage = 0xE7;

    private const ulong PagingProtection = 0x8000_0031;
    private const ulong PhysicalAddressExtension = 0x20;
    private const ulong LongModeActive = 0x500;
    private const ulong FlagsAtRest = 2;
    private const int CpuIdEntries = 256;
    private const int CpuIdEntrySize = 40;
    private const int CpuIdHeaderSize = 8;

    private static ReadOnlySpan<byte> Code =>
    [
        0x48, 0x39, 0xF7,       // start: cmp rdi, rsi
        0x73, 0x17,             //        jae bell
        0x48, 0x8B, 0x17,       //        mov rdx, [rdi]
        0x48, 0x83, 0xC7, 0x08, //        add rdi, 8
        0xF6, 0xC2, 0x01,       //        test dl, 1
        0x74, 0x06,             //        jz  read
        0x48, 0x89, 0x42, 0xFF, //        mov [rdx-1], rax
        0xEB, 0xE9,             //        jmp start
        0x48, 0x8B, 0x12,       // read:  mov rdx, [rdx]
        0xEB, 0xE4,             //        jmp start
        0x41, 0x89, 0x00,       // bell:  mov [r8], eax
        0xEB, 0xFE,             //        jmp .
    ];

    internal override ulong TableSize(ulong end) => (2 + ((end + GiB - 1) / GiB)) * PageSize;

    internal override unsafe void Write(byte* own, ulong end)
    {
        Code.CopyTo(new Span<byte>(own, Code.Length));
        ulong first = GuestLayout.Own + GuestLayout.CodeSize;
        byte* tables = own + GuestLayout.CodeSize;
        *(ulong*)tables = (first + PageSize) | Table;
        ulong* directories = (ulong*)(tables + PageSize);
        for (ulong gigabyte = 0; gigabyte * GiB < end; gigabyte++)
        {
            ulong offset = (2 + gigabyte) * PageSize;
            directories[gigabyte] = (first + offset) | Table;
            ulong* pages = (ulong*)(tables + offset);
            for (int i = 0; i < TableEntries; i++)
                pages[i] = (gigabyte * GiB) | ((ulong)i << 21) | LargePage;
        }
    }

    internal override void Prepare(KvmVm vm, KvmVcpu vcpu)
    {
        SetCpuId(vm, vcpu);
        X64SystemRegisters registers = default;
        vcpu.Call(KvmRequest.GetSystemRegisters, ref registers, "KVM_GET_SREGS");
        registers.Cr0 = PagingProtection;
        registers.Cr3 = GuestLayout.Own + GuestLayout.CodeSize;
        registers.Cr4 = PhysicalAddressExtension;
        registers.ExtendedFeatures = LongModeActive;
        var data = new X64Segment
        {
            Limit = uint.MaxValue,
            Selector = 0x33,
            Type = 3,
            Present = 1,
            Privilege = 3,
            Is32Bit = 1,
            IsCodeOrData = 1,
            Granularity = 1,
        };
        registers.Data = registers.Extra = registers.F = registers.G = registers.Stack = data;
        registers.Code = data with { Selector = 0x2B, Type = 11, Is32Bit = 0, IsLong = 1 };
        vcpu.Call(KvmRequest.SetSystemRegisters, ref registers, "KVM_SET_SREGS");
    }

    internal override void Aim(KvmVcpu vcpu, ulong listStart, ulong listEnd, ulong value)
    {
        var registers = new X64Registers
        {
            Rip = GuestLayout.Own,
            Rdi = listStart,
            Rsi = listEnd,
            Rax = value,
            R8 = GuestLayout.Bell,
            Flags = FlagsAtRest,
        };
        vcpu.Call(KvmRequest.SetRegisters, ref registers, "KVM_SET_REGS");
    }

    private static unsafe void SetCpuId(KvmVm vm, KvmVcpu vcpu)
    {
        byte* list = (byte*)NativeMemory.AllocZeroed(CpuIdHeaderSize + (CpuIdEntries * CpuIdEntrySize));
        try
        {
            *(uint*)list = CpuIdEntries;
            KvmException.Check(
                Native.Ioctl(vm.Device.Descriptor, KvmRequest.GetSupportedCpuId, (nuint)list),
                "KVM_GET_SUPPORTED_CPUID");
            KvmException.Check(Native.Ioctl(vcpu.Descriptor, KvmRequest.SetCpuId, (nuint)list), "KVM_SET_CPUID2");
        }
        finally
        {
            NativeMemory.Free(list);
        }
    }
}
