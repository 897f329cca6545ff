using S2Grid.Cli.Clusters;
using S2Grid.Contracts;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Results;
using S2Grid.Mmu.Tables;
using S2Grid.Security.Certificates;
using S2Grid.Storage;

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
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            environment.Error.WriteLine("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (SweepRefusedException e)
        {
            environment.WriteError(e.Message);
            foreach (string detail in e.Details)
            {
                await environment.Error.WriteLineAsync($"  {detail}");
            }

            return ExitCode.Usage;
        }
        catch (AgentRefusedException e)
        {
            environment.WriteError(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (IsOfTheMachine(e))
        {
            environment.WriteError(e.Message);
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            environment.WriteError($"this is a bug in s2grid; please report it with these lines:{Environment.NewLine}{e}");
            return ExitCode.Failed;
        }
        finally
        {
            await environment.Out.FlushAsync(CancellationToken.None);
        }
    }

    /// <summary>Whether the command was right but could not be done: disk, permissions, memory, results that do not compare.</summary>
    private static bool IsOfTheMachine(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or TableMemoryException or StorageException or ComparisonException
            or ClusterLostException or CertificateException;
}
