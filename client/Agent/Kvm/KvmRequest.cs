namespace S2Grid.Agent.Kvm;

/// <summary>
/// The ioctl numbers of /dev/kvm: direction in bits 31-30 (1 write, 2 read, 3 both), size of the argument in bits 29-16, the type 0xAE,
/// the number. Source: Documentation/virt/kvm/api.rst and include/uapi/linux/kvm.h of Linux.
/// </summary>
internal static unsafe class KvmRequest
{
    internal const nuint GetApiVersion = 0xAE00;
    internal const nuint CreateVm = 0xAE01;
    internal const nuint CheckExtension = 0xAE03;
    internal const nuint GetVcpuMapSize = 0xAE04;
    internal const nuint CreateVcpu = 0xAE41;
    internal const nuint Run = 0xAE80;
    internal const nuint ResetDirtyRings = 0xAEC7;
    internal const nuint GetStatsDescriptor = 0xAECE;

    internal static readonly nuint GetSupportedCpuId = Both(0x05, 8);
    internal static readonly nuint GetDirtyLog = Write(0x42, sizeof(DirtyLogRequest));
    internal static readonly nuint SetUserMemoryRegion = Write(0x46, sizeof(MemoryRegion));
    internal static readonly nuint SetRegisters = Write(0x82, sizeof(X64Registers));
    internal static readonly nuint GetSystemRegisters = Read(0x83, sizeof(X64SystemRegisters));
    internal static readonly nuint SetSystemRegisters = Write(0x84, sizeof(X64SystemRegisters));
    internal static readonly nuint SetCpuId = Write(0x90, 8);
    internal static readonly nuint EnableCapability = Write(0xA3, sizeof(CapabilityRequest));
    internal static readonly nuint GetOneRegister = Write(0xAB, sizeof(OneRegister));
    internal static readonly nuint SetOneRegister = Write(0xAC, sizeof(OneRegister));
    internal static readonly nuint ArmVcpuInit = Write(0xAE, sizeof(ArmVcpuTarget));
    internal static readonly nuint ArmPreferredTarget = Read(0xAF, sizeof(ArmVcpuTarget));
    internal static readonly nuint ClearDirtyLog = Both(0xC0, sizeof(ClearLogRequest));

    private static nuint Write(int number, int size) => Of(1, number, size);

    private static nuint Read(int number, int size) => Of(2, number, size);

    private static nuint Both(int number, int size) => Of(3, number, size);

    private static nuint Of(uint direction, int number, int size) => (direction << 30) | ((uint)size << 16) | 0xAE00u | (uint)number;
}
