
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Schema;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid schema</c>: the JSON Schema of sweep files.</summary>
public sealed class SchemaCommand(CliEnvironment environment)
    : CliCommand<SchemaSettings>("schema", "Print the JSON Schema of sweep files, by which editors complete and check them")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid schema > sweep.schema.json", "Then begin a sweep file with '# yaml-language-server: $schema=sweep.schema.json'."),
    ];

    /// <inheritdoc/>
    protected override SchemaSettings Read(SettingsReader reader) => new();

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(SchemaSettings settings, CancellationToken cancellation)
    {
        await environment.Out.WriteAsync(SweepSchema.Json);
        return ExitCode.Done;
    }
}
