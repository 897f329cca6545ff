using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Grains.Telemetry;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid pki show</c>: what a file is and when it expires.</summary>
public sealed class PkiShowCommand : CliCommand<PkiShowSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> file = new("FILE") { Description = "A certificate or key, PEM" };

    /// <summary>Creates the command.</summary>
    public PkiShowCommand(CliEnvironment environment)
        : base("show", "Show what a certificate or key is and when it expires")
    {
        this.environment = environment;
        Add(file);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid pki show pki/rack1.crt", "Whose it is, of which authority, and how many days are left."),
    ];

    /// <inheritdoc/>
    protected override PkiShowSettings Read(SettingsReader reader) => new(reader.Text(file) ?? "");

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(PkiShowSettings settings, CancellationToken cancellation)
    {
        string text = await File.ReadAllTextAsync(environment.FullPath(settings.File), cancellation);
        if (CertificateDescription.Of(text, environment.Time.GetUtcNow()) is not { } lines)
        {
            throw new UsageException([new UsageError($"{settings.File} is no certificate and no key in PEM form", settings.File)]);
        }

        int width = lines.Max(line => line.Label.Length);
        foreach ((string label, string value) in lines)
        {
            await environment.Out.WriteLineAsync($"{label.PadRight(width)}  {value}");
        }

        return ExitCode.Done;
    }
}
