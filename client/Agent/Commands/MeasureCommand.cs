using S2Grid.Agent.Kvm;
using S2Grid.Agent.Measuring;
using S2Grid.Agent.Selftest;

namespace S2Grid.Agent.Commands;

/// <summary>The process in which an experiment is carried out; the agent starts it.</summary>
internal sealed class MeasureCommand : CliCommand
{
    private const string OomScoreFile = "/proc/self/oom_score_adj";
    private const int DiesFirst = 1000;

    private readonly Option<string?> selftest =
        CliOption.OptionalText(MeasuringProtocol.SelftestOption, "PATH", "A stock dirty_log_perf_test");

    internal MeasureCommand(CliEnvironment terminal)
        : base(terminal, MeasuringProtocol.Command, "Executes the experiment on standard input")
    {
        Hidden = true;
        AddAll(selftest);
    }

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation) =>
        Task.FromResult(Measure(parse.GetValue(selftest)));

    private int Measure(string? selftestPath)
    {
        // The agent ends this process, or its standard input closes: signals for the agent's group are not for this process.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        DieFirstWithoutMemory();
        Stream input = Console.OpenStandardInput();
        var experiment = Experiment.Parser.ParseDelimitedFrom(input);
        EndWith(input);
        RunReport report = Run(experiment, selftestPath);
        using Stream output = Console.OpenStandardOutput();
        report.WriteTo(output);
        return ExitCode.Done;
    }

    private RunReport Run(Experiment experiment, string? selftestPath)
    {
        try
        {
            return experiment.Driver == ExperimentDriver.Selftest
                ? new SelftestRunner(selftestPath!, Progress).Run(experiment)
                : new Harness(Progress).Run(experiment, CancellationToken.None);
        }
        catch (Exception exception) when (exception is KvmException or KvmUnusableException or AgentException or InvalidOperationException)
        {
            return Reports.Without(experiment, RunOutcome.Failed, exception.Message);
        }
    }

    private void Progress(string what) => Terminal.Error.WriteLine(MeasuringProtocol.ProgressPrefix + what);

    private static void DieFirstWithoutMemory()
    {
        try
        {
            File.WriteAllText(OomScoreFile, DiesFirst.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A sandbox without that file; then the kernel chooses by size, and that is this process too.
        }
    }

    private static void EndWith(Stream input)
    {
        var thread = new Thread(() =>
        {
            while (input.ReadByte() >= 0)
            {
            }

            Environment.Exit(ExitCode.Failed);
        })
        {
            IsBackground = true,
        };
        thread.Start();
    }
}
