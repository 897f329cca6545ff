using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using S2Grid.Agent.Bench;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;
using static System.FormattableString;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent bench</c>: one experiment on this machine, without a grid, compared with another kernel's if that is asked
/// for.</summary>
internal sealed class BenchCommand : CliCommand
{
    private const int MaxRepeats = 1000;

    private static readonly JsonSerializerOptions Indented =
        new(ProtocolJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ProtocolJson IndentedJson = new(Indented);

    private readonly ExperimentOptions experiment = new();
    private readonly Option<int> repeats = CliOption.Number(
        "--repeats", "N", "How many runs, each in a process of its own; 6 have intervals, 10 leave little doubt", 1, MaxRepeats, 1);

    private readonly Option<string?> label = CliOption.OptionalText(
        "--kernel-label", "KERNEL-LABEL", "What the runs of the kernel at hand are recorded as", "its release");

    private readonly Option<string?> compare = CliOption.OptionalText(
        "--compare", "KERNEL-LABEL", "Compare with the runs that were recorded last of this experiment on another kernel");

    private readonly MeasuringSettings measuring = new();
    private readonly Option<string?> state = MeasuringSettings.State();
    private readonly Option<bool> json = CliOption.Flag("--json", "Print the report as JSON, with the changes where kernels are compared");

    internal BenchCommand(CliEnvironment terminal)
        : base(
            terminal,
            "bench",
            "Executes one experiment on this machine's KVM and prints its report",
            new("s2grid-agent bench --memory 1G --backing hugetlb-1g --chunk 2M", "What enabling the dirty log takes."),
            new("s2grid-agent bench --scenario clear --verify-counts --json", "Clearing it, with the kernel's own counts, for a program."),
            new("s2grid-agent bench --memory 1G --repeats 10 --kernel-label rfc --compare baseline",
                "After the same with --kernel-label baseline on another kernel: what changes from that one to this."))
        => AddAll([.. experiment.All, repeats, label, compare, .. measuring.All, state, json]);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        StateFolder folder = MeasuringSettings.Folder(parse, state);
        using IDisposable alone = folder.Lock();
        Experiment what = experiment.Read(parse);
        Machine machine = MachineReader.Read();
        machine.KernelStrategy = parse.GetValue(label) ?? "";
        string called = parse.GetValue(label) ?? machine.KernelRelease;
        var records = new BenchRecords(folder);
        BenchRecord? baseline =
            parse.GetValue(compare) is { } other ? Baseline(records.Get(other, BenchRecord.SettingsOf(what)), called, machine) : null;
        var process = new MeasuringProcess(measuring.Read(parse), folder);
        process.PutBack();
        List<RunReport> reports = await RunAsync(process, what, machine, parse.GetValue(repeats), cancellation);
        if (reports[^1].Outcome != RunOutcome.Succeeded)
        {
            Write(reports[^1], parse.GetValue(json));
            return ExitCode.Failed;
        }

        var record = BenchRecord.Of(called, what, reports);
        records.Put(record);
        if (reports.Count == 1 && baseline is null)
            Write(reports[0], parse.GetValue(json));
        else
            Write(reports, record, baseline, parse.GetValue(json));

        return ExitCode.Done;
    }

    /// <exception cref="AgentException">Times of this kernel and machine say nothing beside it.</exception>
    private static BenchRecord Baseline(BenchRecord recorded, string called, Machine machine)
    {
        if (recorded.KernelLabel == called)
            throw new AgentException($"The kernel at hand is called '{called}', too. Call it something else with --kernel-label.");

        return recorded.WhyNotBeside(machine.Provenance, Surroundings.Read()) is not { } why ? recorded
            : throw new AgentException($"What was recorded as '{recorded.KernelLabel}' cannot be compared with: {why}");
    }

    /// <returns>The reports of the runs, up to the first that did not succeed.</returns>
    private async Task<List<RunReport>> RunAsync(
        MeasuringProcess process, Experiment what, Machine machine, int runs, CancellationToken cancellation)
    {
        var reports = new List<RunReport>();
        try
        {
            while (reports.Count < runs && reports.All(report => report.Outcome == RunOutcome.Succeeded))
            {
                string prefix = runs > 1 ? Invariant($"run {reports.Count + 1} of {runs}: ") : "";
                RunReport report = await process.RunAsync(what, machine, step => Progress(prefix + step), cancellation);
                report.KernelStrategy = machine.KernelStrategy;
                reports.Add(report);
            }
        }
        catch (OperationCanceledException)
        {
            throw new AgentException(reports.Count == 0
                ? "Interrupted; nothing was measured."
                : Invariant($"Interrupted after {reports.Count} of {runs} runs; nothing was recorded."));
        }

        return reports;
    }

    private void Write(RunReport report, bool asJson)
    {
        if (asJson)
            Terminal.Out.WriteLine(JsonSerializer.Serialize(report, IndentedJson.RunReport));
        else
            ReportText.Write(report, Terminal.Out);
    }

    private void Write(List<RunReport> reports, BenchRecord record, BenchRecord? baseline, bool asJson)
    {
        IReadOnlyList<BenchChange>? changes = baseline is null ? null : BenchChange.Of(baseline, record);
        if (asJson)
        {
            var all = new JsonObject
            {
                ["kernel_label"] = record.KernelLabel,
                ["reports"] = new JsonArray(
                    [.. reports.Select(report => JsonSerializer.SerializeToNode(report, ProtocolJson.Default.RunReport))]),
                ["compared_with"] = baseline?.KernelLabel,
                ["changes"] = changes is null ? null : JsonSerializer.SerializeToNode(changes, BenchJson.Default.IReadOnlyListBenchChange),
            };
            Terminal.Out.WriteLine(all.ToJsonString(Indented));
            return;
        }

        if (changes is null)
            BenchText.Write(record, Terminal.Out);
        else
            BenchText.Write(baseline!, record, changes, Terminal.Out);

        foreach (IGrouping<string, string> alike in reports.SelectMany(report => report.Disturbed)
            .GroupBy(sentence => string.Concat(sentence.Where(c => !char.IsAsciiDigit(c)))))
        {
            Terminal.Out.WriteLine(Invariant($"disturbed, {alike.Count()} of {reports.Count} runs, such as: {alike.First()}"));
        }
    }

    private void Progress(string what)
    {
        if (Terminal.ErrorIsTerminal)
            Terminal.Error.WriteLine($"{what} ...");
    }
}
