using System.CommandLine;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid pki show</c>: what a file is and when it expires.</summary>
internal sealed class PkiShowCommand : CliCommand
{
    private readonly Argument<string> file = CliArgument.Text("FILE", "A certificate or key, PEM");

    public PkiShowCommand(CliEnvironment terminal)
        : base(
            terminal,
            "show",
            "Show what a certificate or key is and when it expires",
            new Example("s2grid pki show pki/rack1.crt", "Who it is for, who issued it, and how many days are left.")) => AddAll(file);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string name = parse.GetRequiredValue(file);
        string text = await File.ReadAllTextAsync(Terminal.FullPath(name), cancellation);
        if (CertificateDescription.Of(text, Terminal.Time.GetUtcNow()) is not { } lines)
        {
            throw new UsageException(new UsageError($"{name} is not a certificate or key in PEM form", name));
        }

        int width = lines.Max(line => line.Label.Length);
        foreach ((string label, string value) in lines)
        {
            await Terminal.Out.WriteLineAsync($"{label.PadRight(width)}  {value}");
        }

        return ExitCode.Done;
    }
}
