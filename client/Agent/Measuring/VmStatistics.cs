using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Measuring;

/// <summary>The kernel's counters of a VM, and the sums of those of its vCPUs, whose names begin with <c>vcpu.</c>.</summary>
internal sealed class VmStatistics : IDisposable
{
    private readonly KvmStatistics vm;
    private readonly KvmStatistics[] vcpus;
    private readonly long[] before;
    private readonly long[] after;

    internal VmStatistics(KvmVm vm, IReadOnlyList<KvmVcpu> vcpus)
    {
        this.vm = new KvmStatistics(vm.Descriptor);
        this.vcpus = [.. vcpus.Select(vcpu => new KvmStatistics(vcpu.Descriptor))];
        before = new long[this.vm.Names.Count + this.vcpus[0].Names.Count];
        after = new long[before.Length];
    }

    /// <summary>Notes the counters before a step.</summary>
    internal void Begin() => Read(before);

    /// <summary>What has changed since <see cref="Begin"/>, by name.</summary>
    internal IEnumerable<(string Name, long Change)> Changes()
    {
        Read(after);
        for (int i = 0; i < after.Length; i++)
        {
            if (after[i] != before[i])
                yield return (i < vm.Names.Count ? vm.Names[i] : "vcpu." + vcpus[0].Names[i - vm.Names.Count], after[i] - before[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        vm.Dispose();
        Array.ForEach(vcpus, vcpu => vcpu.Dispose());
    }

    private void Read(long[] values)
    {
        Array.Clear(values);
        vm.AddTo(values);
        foreach (KvmStatistics vcpu in vcpus)
            vcpu.AddTo(values.AsSpan(vm.Names.Count));
    }
}
