namespace S2Grid.Agent.Kvm;

/// <summary>
/// The kernel's own counters of a VM or a vCPU, read through KVM_GET_STATS_FD; none where the kernel is older than that call.
/// Source of the layout: Documentation/virt/kvm/api.rst of Linux, 4.133.
/// </summary>
internal sealed unsafe class KvmStatistics : IDisposable
{
    private const int HeaderSize = 24;
    private const int DescriptorSize = 16;
    private const uint TypeMask = 0xF;
    private const uint Instant = 1;

    private readonly int descriptor;
    private readonly byte[] data = [];

    /// <summary>Opens the counters of a VM or vCPU.</summary>
    internal KvmStatistics(int ofDescriptor)
    {
        descriptor = Native.Ioctl(ofDescriptor, KvmRequest.GetStatsDescriptor, 0);
        if (descriptor < 0)
            return;

        Span<byte> header = stackalloc byte[HeaderSize];
        ReadAt(header, 0);
        int nameSize = (int)BitConverter.ToUInt32(header[4..]);
        int count = (int)BitConverter.ToUInt32(header[8..]);
        int descriptors = (int)BitConverter.ToUInt32(header[16..]);
        int start = (int)BitConverter.ToUInt32(header[20..]);
        var names = new List<string>();
        var offsets = new List<int>();
        byte[] entry = new byte[DescriptorSize + nameSize];
        for (int i = 0; i < count; i++)
        {
            ReadAt(entry, descriptors + (i * entry.Length));
            uint type = BitConverter.ToUInt32(entry) & TypeMask;
            if (type <= Instant && BitConverter.ToUInt16(entry, 6) == 1)
            {
                names.Add(Encoding.ASCII.GetString(entry, DescriptorSize, nameSize).TrimEnd('\0'));
                offsets.Add((int)BitConverter.ToUInt32(entry, 8));
            }
        }

        (Names, Offsets, Start) = (names, offsets, start);
        data = new byte[offsets.Count == 0 ? 0 : offsets.Max() + sizeof(long)];
    }

    /// <summary>The names of the single counters: cumulative ones and levels, no peaks and no histograms.</summary>
    internal IReadOnlyList<string> Names { get; } = [];

    private IReadOnlyList<int> Offsets { get; } = [];

    private int Start { get; }

    /// <summary>Reads all counters, in the order of <see cref="Names"/>, and adds them to <paramref name="values"/>.</summary>
    internal void AddTo(Span<long> values)
    {
        if (data.Length == 0)
            return;

        ReadAt(data, Start);
        for (int i = 0; i < Offsets.Count; i++)
            values[i] += BitConverter.ToInt64(data, Offsets[i]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (descriptor >= 0)
            _ = Native.Close(descriptor);
    }

    private void ReadAt(Span<byte> buffer, int offset)
    {
        fixed (byte* pointer = buffer)
        {
            if (Native.ReadAt(descriptor, pointer, (nuint)buffer.Length, offset) != buffer.Length)
                throw KvmException.Last("reading KVM's statistics");
        }
    }
}
