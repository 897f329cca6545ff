namespace S2Grid.Cli.Completion;

/// <summary><c>s2grid completion</c>: a completion script for a shell.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private static readonly Dictionary<string, Action<IReadOnlyList<CompletionEntry>, TextWriter>> Shells = new()
    {
        ["bash"] = BashScript.Write,
        ["zsh"] = BashScript.WriteForZsh,
        ["fish"] = FishScript.Write,
    };

    private readonly Argument<Action<IReadOnlyList<CompletionEntry>, TextWriter>> shell =
        CliArgument.Choice("SHELL", "bash, zsh or fish", Shells);

    public CompletionCommand(CliEnvironment terminal)
        : base(
            terminal,
            "completion",
            "Print a shell's completion script",
            new("eval \"$(s2grid completion bash)\"", "Completion in this bash; put it into ~/.bashrc for all."),
            new("source <(s2grid completion zsh)", "The same for zsh and ~/.zshrc."),
            new("s2grid completion fish > ~/.config/fish/completions/s2grid.fish", "Completion in every fish.")) => AddAll(shell);

    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        CompletionEntry[] entries = [.. CompletionTree.Of((Command)Parents.Single())];
        parse.GetRequiredValue(shell)(entries, Terminal.Out);
        return Task.FromResult(ExitCode.Done);
    }
}
