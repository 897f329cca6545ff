namespace S2Grid.Agent.Commands;

/// <summary>The program's command line.</summary>
internal static class AgentProgram
{
    /// <summary>Executes what the arguments say.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal static async Task<int> RunAsync(string[] arguments, CliEnvironment terminal)
    {
        // The first signal asks to drain; the second one ends the process as it would any other.
        using var drain = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Drain);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Drain);
        try
        {
            return await Root(terminal).RunAsync(arguments, drain.Token);
        }
        catch (AgentException exception)
        {
            terminal.WriteError(exception.Message);
            return ExitCode.Failed;
        }

        void Drain(PosixSignalContext signal)
        {
            if (!drain.IsCancellationRequested)
            {
                signal.Cancel = true;
                drain.Cancel();
            }
        }
    }

    private static ProgramCommand Root(CliEnvironment terminal) => new(
        terminal,
        "s2grid-agent",
        "Measures KVM's page-table splitting on this machine, for a grid of silos or on its own",
        [
            new("s2grid-agent register --silo https://silo1:11090 --token-file token",
                "Join a grid, with a token of 's2grid agents token create'."),
            new("s2grid-agent bench --memory 1G --backing hugetlb-1g", "Measure one configuration, without a grid."),
        ],
        new RegisterCommand(terminal),
        new RunCommand(terminal),
        new ReplayCommand(terminal),
        new CheckCommand(terminal),
        new BenchCommand(terminal),
        new MeasureCommand(terminal));
}
