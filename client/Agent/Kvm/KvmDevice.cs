namespace S2Grid.Agent.Kvm;

/// <summary>/dev/kvm, opened.</summary>
public sealed class KvmDevice : IDisposable
{
    private const string Path = "/dev/kvm";
    private const int TheVersion = 12;

    private readonly int descriptor;

    private KvmDevice(int descriptor) => this.descriptor = descriptor;

    /// <summary>Bytes of the structure that a vCPU shares with its process.</summary>
    internal int VcpuMapSize => KvmException.Check(Native.Ioctl(descriptor, KvmRequest.GetVcpuMapSize, 0), "KVM_GET_VCPU_MMAP_SIZE");

    /// <summary>The device's descriptor.</summary>
    internal int Descriptor => descriptor;

    /// <summary>Opens the device.</summary>
    /// <exception cref="KvmUnusableException">It cannot be used; the message says why and what to do.</exception>
    public static KvmDevice Open()
    {
        if (!File.Exists(Path))
        {
            throw new KvmUnusableException($"{Path} is not there: the kernel has no KVM, or the CPU (or the virtual machine) gives it no "
                + "virtualisation; on QEMU's arm64 machine add virtualization=on, on x86-64 load kvm_intel or kvm_amd.");
        }

        int descriptor = Native.Open(Path, Native.ReadWrite | Native.CloseOnExec);
        if (descriptor < 0)
        {
            throw new KvmUnusableException(
                $"{KvmException.Last($"open {Path}").Message}. The user of this program needs to read and write it: add it to the group "
                + $"kvm.");
        }

        int version = Native.Ioctl(descriptor, KvmRequest.GetApiVersion, 0);
        if (version != TheVersion)
        {
            _ = Native.Close(descriptor);
            throw new KvmUnusableException(
                $"{Path} speaks version {version} of its interface; version {TheVersion} is the only one known.");
        }

        return new KvmDevice(descriptor);
    }

    /// <summary>Makes a VM of the default type.</summary>
    internal KvmVm CreateVm() =>
        new(this, KvmException.Check(Retry(descriptor, KvmRequest.CreateVm, 0), "KVM_CREATE_VM"));

    /// <inheritdoc/>
    public void Dispose() => _ = Native.Close(descriptor);

    /// <summary>Calls again where a signal came between.</summary>
    internal static int Retry(int descriptor, nuint request, nuint argument)
    {
        while (true)
        {
            int result = Native.Ioctl(descriptor, request, argument);
            if (result >= 0 || System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != Native.Interrupted)
                return result;
        }
    }
}
