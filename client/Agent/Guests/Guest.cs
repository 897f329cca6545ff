using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Guests;

/// <summary>
/// The program that runs in the VM. In a pass it goes through a list of addresses, writes to those that are flagged, reads the others,
/// and rings the bell. It has no stack, takes no interrupt and needs no firmware.
/// </summary>
internal abstract class Guest
{
    /// <summary>The guest of this machine's architecture.</summary>
    /// <exception cref="KvmUnusableException">There is none.</exception>
    internal static Guest Here => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm64 => new Arm64Guest(),
        Architecture.X64 => new X64Guest(),
        _ => throw new KvmUnusableException($"No guest code for {RuntimeInformation.ProcessArchitecture}; only for arm64 and x64."),
    };

    /// <summary>Bytes of page tables for memory up to <paramref name="end"/>.</summary>
    internal abstract ulong TableSize(ulong end);

    /// <summary>Writes code and page tables to the guest's own slot.</summary>
    /// <param name="own">The slot's start in this process.</param>
    /// <param name="end">The end of the memory under test.</param>
    internal abstract unsafe void Write(byte* own, ulong end);

    /// <summary>Brings a vCPU to the state in which the guest can run.</summary>
    internal abstract void Prepare(KvmVm vm, KvmVcpu vcpu);

    /// <summary>Sets a pass up: the list's part and the value to write.</summary>
    internal abstract void Aim(KvmVcpu vcpu, ulong listStart, ulong listEnd, ulong value);
}
