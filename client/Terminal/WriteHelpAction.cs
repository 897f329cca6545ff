using System.CommandLine;
using System.CommandLine.Invocation;

namespace S2Grid.Terminal;

/// <summary>What <c>--help</c> does.</summary>
internal sealed class WriteHelpAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        HelpWriter.Write((CliCommand)parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCode.Done;
    }
}
