namespace S2Grid.Agent.Counting;

/// <summary>Which functions of the running kernel can be counted: the stage-2 walker's callbacks, and what it calls.</summary>
internal sealed class KernelFunctions
{
    /// <summary>Group of this program's probes in tracefs.</summary>
    internal const string Group = "s2grid";

    // Callbacks of the split walk and of write-protection, calls of the split, tables built, invalidations of one entry and of ranges.
    private static readonly string[] Wanted =
    [
        "stage2_split_walker",
        "stage2_attr_walker",
        "kvm_pgtable_stage2_split",
        "kvm_pgtable_stage2_create_unlinked",
        "__kvm_tlb_flush_vmid_ipa",
        "__kvm_tlb_flush_vmid_ipa_nsh",
        "__kvm_tlb_flush_vmid_range",
    ];

    private static readonly string[] Mounts = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    // Listing a kernel's symbols takes seconds on slow machines, and they stay what they are.
    private static readonly Lazy<List<(string Name, string Symbol)>> Known = new(Symbols);

    private KernelFunctions(string? whyNot, string folder, IReadOnlyList<(string Name, string Symbol)> functions) =>
        (WhyNot, Folder, Functions) = (whyNot, folder, functions);

    /// <summary>Where tracefs is mounted and knows probes; null where it is not.</summary>
    internal static string? TraceFolder => Array.Find(Mounts, mount => File.Exists(Path.Combine(mount, "kprobe_events")));

    /// <summary>Why nothing can be counted; null where it can.</summary>
    internal string? WhyNot { get; }

    /// <summary>Where tracefs is mounted.</summary>
    internal string Folder { get; }

    /// <summary>The functions, and the symbols that the kernel has for them: a compiler may have added a suffix.</summary>
    internal IReadOnlyList<(string Name, string Symbol)> Functions { get; }

    /// <summary>Finds out what can be counted here.</summary>
    internal static KernelFunctions Find()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.Arm64)
            return None("kernel functions are counted on arm64 only: other architectures have no stage-2 walker");

        if (TraceFolder is not { } folder)
        {
            return None("no kprobe_events in /sys/kernel/tracing: mount tracefs there (mount -t tracefs tracefs "
                + "/sys/kernel/tracing), run as root, on a kernel with CONFIG_KPROBE_EVENTS");
        }

        return Known.Value.Count > 0
            ? new KernelFunctions(null, folder, Known.Value)
            : None("/proc/kallsyms has none of the stage-2 walker's functions: run as root, on a kernel with CONFIG_KALLSYMS and KVM");
    }

    private static KernelFunctions None(string whyNot) => new(whyNot, "", []);

    private static List<(string Name, string Symbol)> Symbols()
    {
        var found = new Dictionary<string, string>();
        try
        {
            // Address, type, symbol.
            foreach (string line in File.ReadLines("/proc/kallsyms"))
            {
                int type = line.IndexOf(' ', StringComparison.Ordinal) + 1;
                if (type > 0 && type + 2 < line.Length && (line[type] is 't' or 'T'))
                    Match(line.AsSpan(type + 2));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return [.. Wanted.Where(found.ContainsKey).Select(name => (name, found[name]))];

        void Match(ReadOnlySpan<char> symbol)
        {
            foreach (string name in Wanted)
            {
                if (symbol.StartsWith(name, StringComparison.Ordinal)
                    && (symbol.Length == name.Length || symbol[name.Length] is '.' or '\t' or ' '))
                {
                    int end = symbol.IndexOfAny(' ', '\t');
                    found.TryAdd(name, (end < 0 ? symbol : symbol[..end]).ToString());
                }
            }
        }
    }
}
