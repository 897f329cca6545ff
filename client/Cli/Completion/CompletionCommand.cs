using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Completion;

/// <summary><c>s2grid completion</c>: a script that teaches a shell the command tree.</summary>
public sealed class CompletionCommand : CliCommand<CompletionSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> shell = new("SHELL") { Description = "bash, zsh or fish" };

    /// <summary>Creates the command.</summary>
    public CompletionCommand(CliEnvironment environment)
        : base("completion", "Print a script that lets a shell complete s2grid's command lines")
    {
        this.environment = environment;
        shell.CompletionSources.Add([.. Shells]);
        Add(shell);
    }

    /// <summary>The shells that a script can be written for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("eval \"$(s2grid completion bash)\"", "Complete in this bash; put it into ~/.bashrc for every one."),
        new("source <(s2grid completion zsh)", "The same in zsh and ~/.zshrc."),
        new("s2grid completion fish > ~/.config/fish/completions/s2grid.fish", "Complete in every fish."),
    ];

    /// <inheritdoc/>
    protected override CompletionSettings Read(SettingsReader reader) => new(reader.Text(shell) ?? "");

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(CompletionSettings settings, CancellationToken cancellation)
    {
        IReadOnlyList<CompletionEntry> entries = [.. CompletionTree.Of((Command)Parents.Single())];
        Action<IReadOnlyList<CompletionEntry>, TextWriter> write = settings.Shell switch
        {
            "zsh" => ZshScript.Write,
            "fish" => FishScript.Write,
            _ => BashScript.Write,
        };
        write(entries, environment.Out);
        return Task.FromResult(ExitCode.Done);
    }
}
