using System.CommandLine;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;
using S2Grid.Agent.Measuring;
using S2Grid.Agents.Protocol;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent bench</c>: one experiment on this machine, without a grid.</summary>
internal sealed class BenchCommand : Command
{
    private readonly ExperimentOptions experiment = new();
    private readonly MeasuringSettings measuring = new();
    private readonly FallbackOption<string> state = MeasuringSettings.StateFolder();
    private readonly Option<bool> json = new("--json") { Description = "Print the report as JSON" };
    private readonly TextWriter output;
    private readonly TextWriter error;

    internal BenchCommand(TextWriter output, TextWriter error)
        : base("bench", "Runs one experiment on this machine's KVM and prints its report.")
    {
        (this.output, this.error) = (output, error);
        foreach (Option option in experiment.All.Concat(measuring.All))
        {
            Add(option);
        }

        Add(state);
        Add(json);
        SetAction(BenchAsync);
    }

    private async Task<int> BenchAsync(ParseResult parse, CancellationToken cancellation)
    {
        var folder = new StateFolder(state.Read(parse));
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
        {
            await output.WriteLineAsync(ReportJson.Write(report));
        }
        else
        {
            ReportText.Write(report, output);
        }

        return report.Outcome == RunOutcome.Succeeded ? AgentProgram.Success : AgentProgram.Failure;
    }

    private void Progress(string what)
    {
        if (!Console.IsErrorRedirected)
        {
            error.WriteLine($"{what} ...");
        }
    }
}
