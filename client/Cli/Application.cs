using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Results;
using S2Grid.Mmu;
using S2Grid.Security.Certificates;
using S2Grid.Storage;

namespace S2Grid.Cli;

/// <summary>The whole command line, callable in a process or in a test.</summary>
public static class Application
{
    /// <summary>Does what <paramref name="arguments"/> ask.</summary>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="environment">The world outside.</param>
    /// <param name="interrupt">Cancelled by Ctrl-C: what is in flight is finished and kept, then the command ends.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken interrupt)
    {
        try
        {
            ParseResult parse = new CommandTree(environment).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parse.Action is not { ClearsParseErrors: true } && ParseErrors.Of(parse) is { Count: > 0 } errors)
            {
                UsageErrorWriter.Write(environment, arguments, errors);
                environment.Error.WriteLine($"Run '{CommandPath.Of(parse.CommandResult.Command)} --help' for what there is.");
                return ExitCode.Usage;
            }

            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = environment.Out,
                    Error = environment.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                interrupt);
        }
        catch (UsageException wrong)
        {
            UsageErrorWriter.Write(environment, arguments, wrong.Errors);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            environment.Error.WriteLine("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (SweepRefusedException refused)
        {
            environment.WriteError(refused.Message);
            foreach (string detail in refused.Details)
            {
                await environment.Error.WriteLineAsync($"  {detail}");
            }

            return ExitCode.Usage;
        }
        catch (AgentRefusedException refused)
        {
            environment.WriteError(refused.Message);
            return ExitCode.Usage;
        }
        catch (Exception refused) when (IsOfTheMachine(refused))
        {
            environment.WriteError(refused.Message);
            return ExitCode.Failed;
        }
        catch (Exception fault)
        {
            environment.WriteError($"this is a fault of s2grid's own; please report it with these lines:{Environment.NewLine}{fault}");
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
