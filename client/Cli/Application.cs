using S2Grid.Cli.Clusters;

namespace S2Grid.Cli;

/// <summary>The whole command line, callable in a process or in a test.</summary>
internal static class Application
{
    /// <summary>Executes what <paramref name="arguments"/> say.</summary>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="environment">Streams, variables and the clock.</param>
    /// <param name="interrupt">Cancelled by Ctrl-C: what is in flight is finished and kept, then the command ends.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken interrupt)
    {
        try
        {
            return await CommandTree.Of(environment).RunAsync(arguments, interrupt);
        }
        catch (Exception e)
        {
            return Explain(environment, e, interrupt.IsCancellationRequested);
        }
    }

    /// <summary>Says why a command has ended early.</summary>
    private static int Explain(CliEnvironment environment, Exception exception, bool isInterrupted)
    {
        switch (exception)
        {
            case OperationCanceledException when isInterrupted:
                environment.Error.WriteLine("Interrupted.");
                return ExitCode.Interrupted;
            case RefusedException refused:
                environment.WriteError(refused.Message);
                foreach (string detail in refused.Details)
                    environment.Error.WriteLine($"  {PrintableText.Sanitize(detail)}");

                return refused.Kind is RefusalKind.Unusable ? ExitCode.Failed : ExitCode.Usage;

            // The command was right and could not be done: memory, storage, a cluster that does not answer.
            case TableMemoryException or StorageException or ClusterLostException:
                environment.WriteError(exception.Message);
                return ExitCode.Failed;
            default:
                environment.WriteError($"this is a bug in s2grid; please report it with these lines:{Environment.NewLine}{exception}");
                return ExitCode.Failed;
        }
    }
}
