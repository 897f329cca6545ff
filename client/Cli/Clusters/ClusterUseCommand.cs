using System.CommandLine;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster use</c>: chooses the grid that commands use when none is given.</summary>
internal sealed class ClusterUseCommand : CliCommand
{
    private readonly ClusterContexts contexts;
    private readonly Argument<string?> name;
    private readonly Option<bool> embedded = CliOption.Flag("--embedded", "Use none: commands run in their own process");

    public ClusterUseCommand(CliEnvironment terminal)
        : base(
            terminal,
            "use",
            "Select the cluster that commands use when neither --cluster nor --data is given",
            new("s2grid cluster use lab", "From now on, commands use lab."),
            new("s2grid cluster use --embedded", "From now on, commands run in their own process again."))
    {
        contexts = new ClusterContexts(terminal);
        AddAll(name = CliArgument.OptionalText("NAME", "The cluster's name", contexts.Names), embedded);
    }

    /// <inheritdoc/>
    protected override IEnumerable<UsageError> Check(ParseResult parse)
    {
        if (parse.GetValue(name) is null != parse.GetValue(embedded))
        {
            yield return new UsageError("give either a name or --embedded", parse.GetValue(name));
        }
    }

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string? chosen = parse.GetValue(name);
        if (chosen is not null)
        {
            contexts.Find(chosen);
        }

        contexts.Write(contexts.Read() with { Current = chosen });
        Terminal.Error.WriteLine(chosen is null ? "Commands run in their own process." : $"Commands use {chosen}.");
        return Task.FromResult(ExitCode.Done);
    }
}
