using S2Grid.Cli.Clusters;
using S2Grid.Views.Grids;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;

namespace S2Grid.Cli.Reading;

/// <summary>A command about the stored results of a sweep, all of them or those that meet a condition.</summary>
internal abstract class StoredSweepCommand(GridOptions grid, string name, string description, params IReadOnlyList<Example> examples)
    : CliCommand(grid.Terminal, name, description, examples)
{
    protected Argument<string> Sweep { get; } = CliArgument.Text("SWEEP", "The sweep's name, its id or a beginning of the id");

    protected Option<string?> Where { get; } = WhereOption.Create();

    protected sealed override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        await using GridSession session = await grid.AskAsync(parse, cancellation);
        using StoredSweep sweep = await OpenAsync(session, parse.GetRequiredValue(Sweep), cancellation);
        try
        {
            return await ExecuteAsync(session, sweep, parse, cancellation);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Condition)
        {
            throw WhereOption.Explain(e, parse.GetValue(Where));
        }
    }

    /// <summary>Executes the command on the sweep that was named.</summary>
    protected abstract Task<int> ExecuteAsync(
        GridSession session, StoredSweep sweep, ParseResult parse, CancellationToken cancellation);

    /// <summary>Opens a sweep, and warns if it is not complete.</summary>
    protected async Task<StoredSweep> OpenAsync(GridSession session, string nameOrId, CancellationToken cancellation)
    {
        SweepStatus status = await session.FindAsync(nameOrId, cancellation);
        if (status.Progress.DoneRuns < status.Progress.TotalRuns)
            Terminal.WriteWarning($"{status.Name} is not complete: {ProgressText.Describe(status.Progress)}");

        return await StoredSweep.OpenAsync(session, status, cancellation);
    }
}
