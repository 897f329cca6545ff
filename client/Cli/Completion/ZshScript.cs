namespace S2Grid.Cli.Completion;

/// <summary>Writes the completion script for zsh: bash's, read by zsh's own emulation.</summary>
internal static class ZshScript
{
    /// <summary>Writes the script.</summary>
    public static void Write(IReadOnlyList<CompletionEntry> entries, TextWriter output)
    {
        output.WriteLine("#compdef s2grid");
        output.WriteLine("autoload -U +X compinit && compinit -u");
        output.WriteLine("autoload -U +X bashcompinit && bashcompinit");
        BashScript.Write(entries, output);
    }
}
