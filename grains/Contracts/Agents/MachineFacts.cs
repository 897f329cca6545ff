using S2Grid.Experiments.Runs;

namespace S2Grid.Contracts.Agents;

/// <summary>What follows from what an agent says of its machine.</summary>
public static class MachineFacts
{
    private const string Baseline = "baseline";
    private const string Unknown = "unknown";

    extension(Machine machine)
    {
        /// <summary>The kernel as results name it: release and build.</summary>
        public string Kernel =>
            machine.KernelBuild.Length > 0 ? $"{machine.KernelRelease} {machine.KernelBuild}" : machine.KernelRelease;

        /// <summary>The strategy that runs are selected by: without a label it is mainline's.</summary>
        public string EffectiveStrategy => machine.KernelStrategy is "" or Unknown ? Baseline : machine.KernelStrategy;

        /// <summary>Why KVM cannot be used; null if it can.</summary>
        public string? KvmFault =>
            machine.Kvm.Usable ? null : machine.Kvm.WhyNot.Length > 0 ? machine.Kvm.WhyNot : "the agent does not say why";

        /// <summary>What times measured there are: emulated, nested, hardware or replayed.</summary>
        public Provenance Origin => ReadProvenance(machine.Provenance);

        /// <summary>What replayed times were when they were recorded; null if they are not replayed, or nobody has said.</summary>
        public Provenance? RecordedOrigin =>
            machine.RecordedProvenance.Length > 0 ? ReadProvenance(machine.RecordedProvenance) : null;

        /// <summary>Who is said to have measured: an agent by its name; of one that plays back, the machine that was recorded and what its
        /// times were.</summary>
        public string NameOf(string agent) =>
            machine.RecordedOrigin is { } recorded ? PrintableText.Sanitize($"{machine.HostName} ({recorded.Word()})", 256) : agent;
    }

    /// <summary>Reads a provenance that an agent can have.</summary>
    /// <exception cref="RefusedException">It is not one.</exception>
    public static Provenance ReadProvenance(string text) => text switch
    {
        "emulated" => Provenance.Emulated,
        "nested" => Provenance.Nested,
        "hardware" => Provenance.Hardware,
        "replayed" => Provenance.Replayed,
        _ => throw new RefusedException(RefusalKind.Wrong,
            $"The provenance '{PrintableText.Sanitize(text, 256)}' is not one that an agent can have: emulated, nested, hardware or "
            + "replayed."),
    };
}
