using System.CommandLine;

namespace S2Grid.Cli.CommandLine;

/// <summary>A command that reads its settings, refuses them with every reason at once, or acts on them.</summary>
/// <typeparam name="TSettings">What the command was asked to do.</typeparam>
internal abstract class CliCommand<TSettings> : CliCommand
    where TSettings : ISettings
{
    /// <summary>Creates the command.</summary>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    protected CliCommand(string name, string description)
        : base(null!, name, description)
    {
    }

    /// <summary>Reads the settings; values that cannot be read are noted in <paramref name="reader"/>.</summary>
    protected abstract TSettings Read(SettingsReader reader);

    /// <summary>Does what was asked.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> ExecuteAsync(TSettings settings, CancellationToken cancellation);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        var reader = new SettingsReader(parse);
        TSettings settings = Read(reader);
        IReadOnlyList<UsageError> errors = reader.Errors.Count > 0 ? reader.Errors : [.. settings.Errors()];
        return errors.Count > 0 ? throw new UsageException(errors) : ExecuteAsync(settings, cancellation);
    }
}
