using System.Text.Encodings.Web;
using System.Text.Json;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent bench</c>: one experiment on this machine, without a grid.</summary>
internal sealed class BenchCommand : CliCommand
{
    private static readonly ProtocolJson IndentedJson =
        new(new(ProtocolJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly ExperimentOptions experiment = new();
    private readonly MeasuringSettings measuring = new();
    private readonly Option<string?> state = MeasuringSettings.State();
    private readonly Option<bool> json = CliOption.Flag("--json", "Print the report as JSON");

    internal BenchCommand(CliEnvironment terminal)
        : base(
            terminal,
            "bench",
            "Executes one experiment on this machine's KVM and prints its report",
            new("s2grid-agent bench --memory 1G --backing hugetlb-1g --chunk 2M", "What enabling the dirty log takes."),
            new("s2grid-agent bench --scenario clear --verify-counts --json", "Clearing it, with the kernel's own counts, for a program."))
        => AddAll([.. experiment.All, .. measuring.All, state, json]);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        StateFolder folder = MeasuringSettings.Folder(parse, state);
        using IDisposable alone = folder.Lock();
        var process = new MeasuringProcess(measuring.Read(parse), folder);
        process.PutBack();
        RunReport report;
        try
        {
            report = await process.RunAsync(experiment.Read(parse), MachineReader.Read(), Progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new AgentException("Interrupted; nothing was measured.");
        }

        if (parse.GetValue(json))
            await Terminal.Out.WriteLineAsync(JsonSerializer.Serialize(report, IndentedJson.RunReport));
        else
            ReportText.Write(report, Terminal.Out);

        return report.Outcome == RunOutcome.Succeeded ? ExitCode.Done : ExitCode.Failed;
    }

    private void Progress(string what)
    {
        if (Terminal.ErrorIsTerminal)
            Terminal.Error.WriteLine($"{what} ...");
    }
}
