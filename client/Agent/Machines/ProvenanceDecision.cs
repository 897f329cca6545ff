namespace S2Grid.Agent.Machines;

/// <summary>
/// Whether times taken on a machine are hardware's. Decided from what the machine shows; nobody can configure it. Where a machine may be
/// emulated it is called so: a figure that is wrongly called hardware's does more harm than one that is not.
/// </summary>
/// <param name="Provenance"><c>hardware</c>, <c>nested</c> or <c>emulated</c>.</param>
/// <param name="Reason">What it was decided from.</param>
internal sealed record ProvenanceDecision(string Provenance, string Reason)
{
    private const string Emulated = "emulated";
    private const string Nested = "nested";
    private const string Hardware = "hardware";

    /// <summary>MIDR implementer 0: reserved for software, used by QEMU's own CPU model.</summary>
    private const uint SoftwareImplementer = 0x00;

    /// <summary>Implementer and part of Arm's architecture envelope models (FVP, Foundation).</summary>
    private const uint ArmImplementer = 0x41;
    private const uint EnvelopeModelPart = 0xD0F;

    private static readonly string[] Emulators = ["FVP", "foundation", "Bochs", "Simics", "gem5"];
    private static readonly string[] VirtualMachines =
    [
        "dummy-virt", "QEMU", "KVM", "Virtual Machine", "VMware", "VirtualBox", "Xen", "HVM domU", "Google Compute Engine", "OpenStack",
        "Firecracker", "Cloud Hypervisor", "Apple Virtualization", "Parallels", "crosvm",
    ];

    /// <summary>Decides.</summary>
    internal static ProvenanceDecision Of(ProvenanceEvidence evidence)
    {
        string shown = $"{evidence.DeviceTree} {evidence.Firmware}";
        if (Find(Emulators, shown) is { } emulator)
            return new(Emulated, $"the machine calls itself '{shown.Trim()}' ({emulator})");

        if (evidence.HypervisorSignature is { } signature)
        {
            return signature.StartsWith("TCG", StringComparison.Ordinal)
                ? new(Emulated, $"the CPU reports the emulator '{signature}'")
                : new(Nested, $"the CPU reports the hypervisor '{signature}'");
        }

        if (evidence.Architecture == "arm64" && Midr(evidence.Midr) is { } reason)
            return new(Emulated, reason);

        if (Find(VirtualMachines, shown) is not { } virtualMachine)
        {
            return new(Hardware, shown.Trim() is { Length: > 0 } name
                ? $"the machine calls itself '{name}', and the CPU reports no hypervisor"
                : "the CPU reports no hypervisor, and the firmware no virtual machine");
        }

        return evidence.Architecture != "arm64" || evidence.Clocks.Contains("KVM", StringComparison.Ordinal)
            ? new(Nested, $"the machine calls itself '{shown.Trim()}' ({virtualMachine})")
            : new(Emulated, $"the machine calls itself '{shown.Trim()}' ({virtualMachine}), and shows no hypervisor beneath");
    }

    private static string? Midr(string text)
    {
        if (text.Length < 3 || !uint.TryParse(text.AsSpan(2), NumberStyles.HexNumber, null, out uint midr))
            return null;

        uint implementer = midr >> 24;
        return implementer == SoftwareImplementer
            ? $"MIDR {text} has implementer 0, which stands for software"
            : implementer == ArmImplementer && (midr >> 4 & 0xFFF) == EnvelopeModelPart ? $"MIDR {text} is that of Arm's models" : null;
    }

    private static string? Find(string[] words, string text) =>
        Array.Find(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
