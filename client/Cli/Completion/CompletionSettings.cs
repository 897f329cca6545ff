using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Completion;

/// <summary>What <c>s2grid completion</c> was asked to do.</summary>
/// <param name="Shell">The shell's name.</param>
public sealed record CompletionSettings(string Shell) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (!CompletionCommand.Shells.Contains(Shell))
        {
            yield return UsageError.Unknown($"there is no completion for '{Shell}'", Shell, CompletionCommand.Shells);
        }
    }
}
