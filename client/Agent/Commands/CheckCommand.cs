using S2Grid.Agent.Machines;
using static System.FormattableString;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent check</c>: what this machine can do, and what keeps it from more.</summary>
internal sealed class CheckCommand(CliEnvironment terminal) : CliCommand(
    terminal,
    "check",
    "Checks what can be measured on this machine, and why not the rest",
    new Example("s2grid-agent check", "Exit code 1 if KVM is not usable."))
{
    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation) => Task.FromResult(Check());

    private int Check()
    {
        Machine machine = MachineReader.Read();
        Line("agent", machine.AgentVersion);
        string[] cpu = [machine.Architecture, machine.CpuModel, machine.Midr.Length > 0 ? $"MIDR {machine.Midr}" : ""];
        Line("machine", $"{machine.HostName}, {string.Join(", ", cpu.Where(fact => fact.Length > 0))}");
        Line("provenance", $"{machine.Provenance}: {machine.ProvenanceReason}");
        Line("kernel", MachineReader.Kernel);
        Line("cpus", Invariant($"{machine.Cores}"));
        Line("memory", Invariant($"{machine.MemoryBytes >> 20} MiB, pages of {ByteSize.Format((ulong)machine.PageBytes)}"));
        Line("transparent", machine.ThpMode.Length > 0 ? machine.ThpMode : "none");
        foreach (HugePages pool in machine.HugePages)
            Line("huge pages", Invariant($"{ByteSize.Format((ulong)pool.Bytes)}: {pool.Free} free of {pool.Total}"));

        foreach ((string name, string value) in machine.Surroundings)
            Line(name.Replace('_', ' '), value);

        CheckKvm(machine);
        Line("tables", PageTables.Find().WhyNot is { } noTables ? $"not counted: {noTables}" : "counted by SecPageTables");
        var functions = Counting.KernelFunctions.Find();
        Line("calls", functions.WhyNot is { } noCounts
            ? $"not counted: {noCounts}"
            : $"counted: {string.Join(", ", functions.Functions.Select(function => function.Name))}");
        return machine.Kvm.Usable ? ExitCode.Done : ExitCode.Failed;
    }

    private void CheckKvm(Machine machine)
    {
        KvmFacts kvm = machine.Kvm;
        if (!kvm.Usable)
        {
            Line("kvm", $"NOT USABLE: {kvm.WhyNot}");
            return;
        }

        Line("kvm",
            string.Create(CultureInfo.InvariantCulture,
                $"usable: {kvm.Vcpus} vCPUs, {kvm.Memslots} memslots, manual protect {kvm.ManualProtect}, dirty ring of {kvm.DirtyRing} "
                + $"bytes"));
        Line("eager split", kvm.BlockSizes > 0
            ? $"chunks of {string.Join(", ", Sizes(kvm.BlockSizes))}"
            : machine.Architecture == "arm64"
                ? "none: this kernel has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE (Linux 6.5 has it)"
                : "no chunks: x86-64 splits eagerly by the module parameter kvm.eager_page_split");
    }

    private static IEnumerable<string> Sizes(ulong bitmap) =>
        Enumerable.Range(0, 63).Where(bit => (bitmap >> bit & 1) != 0).Select(bit => ByteSize.Format(1UL << bit));

    private void Line(string name, string value) => Terminal.Out.WriteLine($"{name,-12} {value}");
}
