namespace S2Grid.Agent.Kvm;

/// <summary>Capabilities by number, as include/uapi/linux/kvm.h of Linux has them.</summary>
internal static class KvmCapability
{
    internal const int Vcpus = 9;
    internal const int MemorySlots = 10;
    internal const int MaxVcpus = 66;
    internal const int ArmVmAddressBits = 165;
    internal const int ManualDirtyLogProtect = 168;
    internal const int DirtyLogRing = 192;
    internal const int DirtyLogRingAcquireRelease = 223;
    internal const int ArmEagerSplitChunkSize = 228;
    internal const int ArmSupportedBlockSizes = 229;
}
