namespace S2Grid.Agent.Kvm;

/// <summary>A VM of the kernel's. Closing it gives its page tables back once its vCPUs are closed too.</summary>
internal sealed unsafe class KvmVm : IDisposable
{
    private readonly KvmDevice device;
    private readonly int descriptor;

    internal KvmVm(KvmDevice device, int descriptor)
    {
        this.device = device;
        this.descriptor = descriptor;
    }

    /// <summary>The device that made it.</summary>
    internal KvmDevice Device => device;

    /// <summary>The VM's descriptor.</summary>
    internal int Descriptor => descriptor;

    /// <summary>What KVM says of a capability for this VM; 0 where it knows none.</summary>
    internal int Check(int capability) => Math.Max(0, Native.Ioctl(descriptor, KvmRequest.CheckExtension, (nuint)capability));

    /// <summary>Enables a capability.</summary>
    /// <exception cref="KvmException">The kernel refuses.</exception>
    internal void Enable(int capability, ulong value)
    {
        CapabilityRequest request = default;
        request.Capability = (uint)capability;
        request.Value = value;
        KvmException.Check(
            Native.Ioctl(descriptor, KvmRequest.EnableCapability, (nuint)(&request)),
            $"KVM_ENABLE_CAP of capability {capability} with {value}");
    }

    /// <summary>Makes, changes or removes a memory slot.</summary>
    /// <exception cref="KvmException">The kernel refuses.</exception>
    internal void SetRegion(MemoryRegion region) =>
        KvmException.Check(
            KvmDevice.Retry(descriptor, KvmRequest.SetUserMemoryRegion, (nuint)(&region)),
            $"KVM_SET_USER_MEMORY_REGION of slot {region.Slot}, {region.Size} bytes at 0x{region.GuestAddress:x}, flags {region.Flags}");

    /// <summary>Makes a vCPU.</summary>
    internal KvmVcpu CreateVcpu(int number) =>
        new(number, KvmException.Check(Native.Ioctl(descriptor, KvmRequest.CreateVcpu, (nuint)number), "KVM_CREATE_VCPU"),
            device.VcpuMapSize);

    /// <inheritdoc/>
    public void Dispose() => _ = Native.Close(descriptor);
}
