using System.CommandLine;
using System.Runtime.InteropServices;

namespace S2Grid.Agent.Commands;

/// <summary>The program's command line.</summary>
public static class AgentProgram
{
    /// <summary>Done.</summary>
    internal const int Success = 0;

    /// <summary>It was tried and did not work.</summary>
    internal const int Failure = 1;

    /// <summary>The command line makes no sense.</summary>
    internal const int Usage = 2;

    /// <summary>Does what the arguments say.</summary>
    /// <returns>0 if it worked, 1 if it failed, 2 if the arguments make no sense.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        // The first signal asks to drain; the second one ends the process as it would any other.
        using var drain = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Drain);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Drain);
        ParseResult parse = Root(output, error).Parse(arguments);
        if (parse.Errors.Count > 0)
        {
            foreach (var parseError in parse.Errors)
            {
                await error.WriteLineAsync($"s2grid-agent: {parseError.Message}");
            }

            await error.WriteLineAsync("s2grid-agent --help lists the commands; s2grid-agent COMMAND --help its options.");
            return Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parse.InvokeAsync(configuration, drain.Token);
        }
        catch (AgentException exception)
        {
            await error.WriteLineAsync($"s2grid-agent: {exception.Message}");
            return Failure;
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

    private static RootCommand Root(TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Measures KVM's page-table splitting on this machine, for a grid of silos or on its own.")
        {
            new RegisterCommand(output),
            new RunCommand(output),
            new CheckCommand(output),
            new BenchCommand(output, error),
            new MeasureCommand(error),
        };
        root.SetAction(_ =>
        {
            error.WriteLine("s2grid-agent: say what to do: register, run, check or bench. s2grid-agent --help tells more.");
            return Usage;
        });
        return root;
    }
}
