using System.CommandLine;
using System.CommandLine.Help;

namespace S2Grid.Terminal;

/// <summary>A program: all its commands, with <c>--help</c>, which they have too, and <c>--version</c>.</summary>
public sealed class ProgramCommand : CommandGroup
{
    /// <summary>Creates a program.</summary>
    /// <param name="terminal">Streams, variables and the clock.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Examples for help.</param>
    /// <param name="commands">The commands, in the order of help.</param>
    public ProgramCommand(
        CliEnvironment terminal, string name, string description, IReadOnlyList<Example> examples, params IEnumerable<Command> commands)
        : base(terminal, name, description, examples, commands) => AddAll(
            new HelpOption("--help", "-h") { Description = "Show this help, with examples", Action = new WriteHelpAction() },
            new VersionOption { Description = "Show the version" });

    /// <summary>Executes what <paramref name="arguments"/> say, or shows what is wrong with them.</summary>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="interrupt">Cancelled by Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken interrupt)
    {
        ParseResult parse = Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is not { ClearsParseErrors: true } && ParseErrors.Of(parse) is { Count: > 0 } errors)
        {
            UsageErrorWriter.Write(Terminal, Name, arguments, errors);
            Terminal.Error.WriteLine($"Run '{((CliCommand)parse.CommandResult.Command).Path} --help' for usage.");
            return ExitCode.Usage;
        }

        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = Terminal.Out,
                    Error = Terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                interrupt);
        }
        catch (UsageException e)
        {
            UsageErrorWriter.Write(Terminal, Name, arguments, e.Errors);
            return ExitCode.Usage;
        }
    }
}
