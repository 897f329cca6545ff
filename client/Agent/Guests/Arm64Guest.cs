using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Guests;

/// <summary>The guest on arm64: EL1 with an identity mapping in blocks of 1 GiB, cacheable, so that it sees what this process
/// writes.</summary>
/// <remarks>
/// KVM ends a store to the bell by stepping over it when the vCPU runs again; the branch behind it leads to the next pass. Sources: Arm
/// Architecture Reference Manual (D8 for descriptors, D19 for registers); Documentation/virt/kvm/api.rst for register ids.
/// </remarks>
internal sealed class Arm64Guest : Guest
{
    private const ulong GiB = 1UL << 30;
    private const int TableEntries = 512;

    // Stage-1 descriptors: a block of 1 GiB, accessed, inner shareable, memory attribute 0, read and written at EL1.
    private const ulong Block = 0b01;
    private const ulong InnerShareable = 3UL << 8;
    private const ulong Accessed = 1UL << 10;

    // Memory attribute 0: normal, write-back, read and write allocate.
    private const ulong WriteBackMemory = 0xFF;

    // 39 bits of virtual address, 4K granule, table walks cacheable and inner shareable, upper half off, 40 bits of physical address.
    private const ulong TranslationControl = 25 | (1UL << 8) | (1UL << 10) | (3UL << 12) | (1UL << 23) | (2UL << 32);

    // MMU, data cache and instruction cache on.
    private const ulong SystemControlOn = 1 | (1UL << 2) | (1UL << 12);

    private const ulong CoreRegister = 0x6030_0000_0010_0000;
    private const ulong ProgramCounter = CoreRegister | (32 * 2);

    private static readonly ulong SystemControl = SystemRegister(3, 0, 1, 0, 0);
    private static readonly ulong TableBase = SystemRegister(3, 0, 2, 0, 0);
    private static readonly ulong Translation = SystemRegister(3, 0, 2, 0, 2);
    private static readonly ulong MemoryAttributes = SystemRegister(3, 0, 10, 2, 0);

    private static ReadOnlySpan<uint> Code =>
    [
        0xEB01001F, // start: cmp  x0, x1
        0x540000E2, //        b.hs bell
        0xF8408405, //        ldr  x5, [x0], #8
        0x36000065, //        tbz  w5, #0, read
        0xF81FF0A2, //        stur x2, [x5, #-1]
        0x17FFFFFB, //        b    start
        0xF94000A5, // read:  ldr  x5, [x5]
        0x17FFFFF9, //        b    start
        0xF9000062, // bell:  str  x2, [x3]
        0x17FFFFF7, //        b    start
    ];

    internal override ulong TableSize(ulong end) => GuestLayout.CodeSize;

    internal override unsafe void Write(byte* own, ulong end)
    {
        Code.CopyTo(new Span<uint>(own, Code.Length));
        ulong* table = (ulong*)(own + GuestLayout.CodeSize);
        for (int i = 0; i < TableEntries; i++)
            table[i] = ((ulong)i * GiB) | Accessed | InnerShareable | Block;
    }

    internal override unsafe void Prepare(KvmVm vm, KvmVcpu vcpu)
    {
        ArmVcpuTarget target = default;
        KvmException.Check(
            Native.Ioctl(vm.Descriptor, KvmRequest.ArmPreferredTarget, (nuint)(&target)),
            "KVM_ARM_PREFERRED_TARGET");
        vcpu.Call(KvmRequest.ArmVcpuInit, ref target, "KVM_ARM_VCPU_INIT");
        Set(vcpu, MemoryAttributes, WriteBackMemory);
        Set(vcpu, Translation, TranslationControl);
        Set(vcpu, TableBase, GuestLayout.Own + GuestLayout.CodeSize);
        Set(vcpu, SystemControl, Get(vcpu, SystemControl) | SystemControlOn);
        Set(vcpu, ProgramCounter, GuestLayout.Own);
    }

    internal override void Aim(KvmVcpu vcpu, ulong listStart, ulong listEnd, ulong value)
    {
        Set(vcpu, General(0), listStart);
        Set(vcpu, General(1), listEnd);
        Set(vcpu, General(2), value);
        Set(vcpu, General(3), GuestLayout.Bell);
    }

    private static ulong General(uint number) => CoreRegister | (number * 2);

    private static ulong SystemRegister(uint op0, uint op1, uint n, uint m, uint op2) =>
        0x6030_0000_0013_0000UL | (op0 << 14) | (op1 << 11) | (n << 7) | (m << 3) | op2;

    private static unsafe void Set(KvmVcpu vcpu, ulong id, ulong value)
    {
        var register = new OneRegister { Id = id, Address = (ulong)&value };
        vcpu.Call(KvmRequest.SetOneRegister, ref register, $"KVM_SET_ONE_REG 0x{id:x}");
    }

    private static unsafe ulong Get(KvmVcpu vcpu, ulong id)
    {
        ulong value = 0;
        var register = new OneRegister { Id = id, Address = (ulong)&value };
        vcpu.Call(KvmRequest.GetOneRegister, ref register, $"KVM_GET_ONE_REG 0x{id:x}");
        return value;
    }
}
