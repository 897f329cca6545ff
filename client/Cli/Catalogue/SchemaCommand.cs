using S2Grid.Experiments.Schema;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid schema</c>: the JSON Schema of sweep files.</summary>
internal sealed class SchemaCommand(CliEnvironment terminal) : CliCommand(
    terminal,
    "schema",
    "Print the JSON Schema of sweep files, with which editors complete and check them",
    new Example("s2grid schema > sweep.schema.json", "Then start a sweep file with '# yaml-language-server: $schema=sweep.schema.json'."))
{
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        await Terminal.Out.WriteAsync(SweepSchema.Json);
        return ExitCode.Done;
    }
}
