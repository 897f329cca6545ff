using System.Runtime.CompilerServices;

namespace S2Grid.Agent.Kvm;

// Arguments of the ioctls, laid out as include/uapi/linux/kvm.h has them.

[StructLayout(LayoutKind.Sequential)]
internal struct MemoryRegion
{
    internal const uint LogDirtyPages = 1;

    internal uint Slot;
    internal uint Flags;
    internal ulong GuestAddress;
    internal ulong Size;
    internal ulong HostAddress;
}

[StructLayout(LayoutKind.Sequential)]
internal struct CapabilityRequest
{
    internal uint Capability;
    internal uint Flags;
    internal ulong Value;
    private Rest rest;

    [InlineArray(11)]
    private struct Rest
    {
        private ulong first;
    }
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DirtyLogRequest
{
    internal uint Slot;
    internal uint Padding;
    internal ulong* Bitmap;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ClearLogRequest
{
    internal uint Slot;
    internal uint Pages;
    internal ulong FirstPage;
    internal ulong* Bitmap;
}

[StructLayout(LayoutKind.Sequential)]
internal struct ArmVcpuTarget
{
    internal uint Target;
    private Features features;

    [InlineArray(7)]
    private struct Features
    {
        private uint first;
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct OneRegister
{
    internal ulong Id;
    internal ulong Address;
}

[StructLayout(LayoutKind.Sequential)]
internal struct X64Registers
{
    internal ulong Rax;
    internal ulong Rbx;
    internal ulong Rcx;
    internal ulong Rdx;
    internal ulong Rsi;
    internal ulong Rdi;
    internal ulong Rsp;
    internal ulong Rbp;
    internal ulong R8;
    internal ulong R9;
    internal ulong R10;
    internal ulong R11;
    internal ulong R12;
    internal ulong R13;
    internal ulong R14;
    internal ulong R15;
    internal ulong Rip;
    internal ulong Flags;
}

[StructLayout(LayoutKind.Sequential)]
internal struct X64Segment
{
    internal ulong Base;
    internal uint Limit;
    internal ushort Selector;
    internal byte Type;
    internal byte Present;
    internal byte Privilege;
    internal byte Is32Bit;
    internal byte IsCodeOrData;
    internal byte IsLong;
    internal byte Granularity;
    internal byte Available;
    internal byte Unusable;
    internal byte Padding;
}

[StructLayout(LayoutKind.Sequential)]
internal struct X64Table
{
    internal ulong Base;
    internal ushort Limit;
    internal ushort Padding0;
    internal ushort Padding1;
    internal ushort Padding2;
}

[StructLayout(LayoutKind.Sequential)]
internal struct X64SystemRegisters
{
    internal X64Segment Code;
    internal X64Segment Data;
    internal X64Segment Extra;
    internal X64Segment F;
    internal X64Segment G;
    internal X64Segment Stack;
    internal X64Segment Task;
    internal X64Segment LocalTable;
    internal X64Table GlobalTable;
    internal X64Table InterruptTable;
    internal ulong Cr0;
    internal ulong Cr2;
    internal ulong Cr3;
    internal ulong Cr4;
    internal ulong Cr8;
    internal ulong ExtendedFeatures;
    internal ulong ApicBase;
    private Interrupts interrupts;

    [InlineArray(4)]
    private struct Interrupts
    {
        private ulong first;
    }
}
