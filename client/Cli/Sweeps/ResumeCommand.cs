using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps resume</c>: runs what is missing from a sweep.</summary>
internal sealed class ResumeCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Argument<string> sweep = SweepCommand.Argument();
    private readonly Option<bool> failed = CliOption.Flag("--failed", "Also run again what failed");
    private readonly Option<bool> detach = DetachOption.Create();
    private readonly Option<Format> format = FormatOption.Of(Format.Table, Format.Markdown, Format.Csv, Format.Json);
    private readonly Option<bool> quiet = CliOption.Flag("--quiet", "Write results and errors only, no progress");

    public ResumeCommand(GridOptions grid)
        : base(
            grid.Terminal,
            "resume",
            "Run what is missing from a sweep, and show its results",
            new("s2grid sweeps resume chunks", "Continue after Ctrl-C, a crash or a full disk: finished runs are kept."),
            new("s2grid sweeps resume chunks --failed", "Also run again what failed."),
            new("s2grid sweeps resume chunks --cluster lab --detach", "Let it continue in a cluster, without this command."))
    {
        this.grid = grid;
        AddAll([sweep, failed, .. grid.All, detach, format, quiet]);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        await using GridSession session = await grid.RunAsync(parse, cancellation);
        DetachOption.Check(session, parse.GetValue(detach));
        SweepStatus found = await session.FindAsync(parse.GetRequiredValue(sweep), cancellation);
        ResumeScope scope = parse.GetValue(failed) ? ResumeScope.Failed : ResumeScope.Missing;
        SweepStart start = await session.AskAsync(grains => grains.Sweep(found.Id).Resume(scope), cancellation);
        bool isQuiet = parse.GetValue(quiet);
        if (start.Outcome == StartOutcome.AlreadyComplete && !isQuiet)
        {
            await Terminal.Error.WriteLineAsync($"{found.Name} is already complete.");
        }

        return parse.GetValue(detach)
            ? DetachOption.Leave(Terminal, session, start.Status)
            : await new SweepRunner(Terminal, session).ToEndAsync(start.Status, parse.GetValue(format), isQuiet, cancellation);
    }
}
