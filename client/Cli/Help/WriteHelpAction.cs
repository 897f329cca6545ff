using System.CommandLine;
using System.CommandLine.Invocation;

namespace S2Grid.Cli.Help;

/// <summary>What <c>--help</c> does.</summary>
public sealed class WriteHelpAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        HelpWriter.Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCode.Done;
    }
}
