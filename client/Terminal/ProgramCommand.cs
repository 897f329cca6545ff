using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace S2Grid.Terminal;

/// <summary>A program: all its commands and <c>help</c>, with <c>--help</c>, which they have too, and <c>--version</c>.</summary>
public sealed class ProgramCommand : CommandGroup
{
    /// <summary>Creates a program.</summary>
    /// <param name="terminal">Streams, variables and the clock.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="examples">Examples for help.</param>
    /// <param name="commands">The commands, in the order of help.</param>
    public ProgramCommand(
        CliEnvironment terminal, string name, string description, IReadOnlyList<Example> examples, params IReadOnlyList<Command> commands)
        : base(terminal, name, description, examples, commands)
    {
        Add(Help(commands[0].Name));
        AddAll(
            new HelpOption("--help", "-h") { Description = "Show this help, with examples", Action = new WriteHelp() },
            new VersionOption { Description = "Show the version" });
    }

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

        var invocation = new InvocationConfiguration
        {
            Output = Terminal.Out,
            Error = Terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await FlushedAsync(parse.InvokeAsync(invocation, interrupt));
        }
        catch (UsageException e)
        {
            UsageErrorWriter.Write(Terminal, Name, arguments, e.Errors);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The command was right, and a disk, a folder or the standard output refused.
            Terminal.WriteError(e.Message);
            return ExitCode.Failed;
        }
    }

    /// <summary>A command's exit code, once all that it wrote is written; also what it wrote before it failed.</summary>
    private async Task<int> FlushedAsync(Task<int> command)
    {
        try
        {
            return await command;
        }
        finally
        {
            await Terminal.Out.FlushAsync(CancellationToken.None);
        }
    }

    private CliCommand Help(string command)
    {
        Argument<IReadOnlyList<string>> path =
            CliArgument.Texts("COMMAND", "The command's name, after those of its groups", () => Names(this));
        Option<bool> manual = CliOption.Flag("--man", "All commands as one manual page, for 'man -l -'");
        return new CliCommand(
            Terminal,
            "help",
            "Show the help of a command, as --help after it does",
            [new($"{Name} help", "All commands."), new($"{Name} help {command}", "One of them.")],
            (parse, _) =>
            {
                if (parse.GetRequiredValue(manual))
                {
                    ManualPage.Write(this, Terminal.Out);
                    return Task.FromResult(ExitCode.Done);
                }

                Command found = this;
                foreach (string name in parse.GetRequiredValue(path))
                {
                    found = found.Subcommands.FirstOrDefault(one => one.Name == name)
                        ?? throw new UsageException(UsageError.Unknown("command", name, [.. Names(found)]));
                }

                HelpWriter.Write((CliCommand)found, Terminal.Out);
                return Task.FromResult(ExitCode.Done);
            },
            path,
            manual)
        {
            Rules = parse => parse.GetRequiredValue(manual) && parse.GetRequiredValue(path).Count > 0
                ? [new UsageError("--man is the page of all commands: leave COMMAND out")] : [],
        };

        static IEnumerable<string> Names(Command group) => group.Subcommands.Where(one => !one.Hidden).Select(one => one.Name);
    }

    /// <summary>What <c>--help</c> does.</summary>
    private sealed class WriteHelp : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            HelpWriter.Write((CliCommand)parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
            return ExitCode.Done;
        }
    }
}
