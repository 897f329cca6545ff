namespace S2Grid.Cli.Output;

/// <summary>The option that names a file to write to.</summary>
internal sealed class FileOption
{
    public FileOption() => Option.Aliases.Add("-o");

    public Option<string?> Option { get; } =
        CliOption.OptionalText("--output", "FILE", "Write to a file, which appears when it is whole", "standard output");

    /// <summary>What is wrong where a format cannot be written to standard output.</summary>
    public IEnumerable<UsageError> Check(ParseResult parse, Format format) => format == Format.Parquet && parse.GetValue(Option) is null
        ? [new UsageError("--format parquet needs a file: add -o FILE", "parquet", "--format")] : [];
}
