using S2Grid.Api.Grids;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Results;
using S2Grid.Grains.Vms;
using S2Grid.Terminal;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;
using S2Grid.Views.Results;

namespace S2Grid.Web.Sweeps;

/// <summary>
/// Reads results for pages, few at a time on threads of its own, and keeps what it read lately while nothing is added. Safe for use by
/// several threads.
/// </summary>
/// <param name="results">Has the results, and lets a condition reach nothing else.</param>
internal sealed class SweepReader(StoredResults results) : IDisposable
{
    private const int Threads = 2;
    private const int MostKept = 8;
    private static readonly TimeSpan MostWaiting = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim free = new(Threads);
    private readonly Lock mutex = new();
    private readonly LinkedList<(string Key, Task<SweepView> View)> kept = [];

    /// <summary>What is stored of a sweep.</summary>
    /// <param name="status">The sweep.</param>
    /// <param name="where">The condition that runs meet; null for all.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusedException">The condition cannot be understood, or the results cannot be compared.</exception>
    public Task<SweepView> ReadAsync(SweepStatus status, string? where, CancellationToken cancellation)
    {
        string key = Invariant($"{status.Id}/{status.Progress.DoneRuns}/{status.Progress.FailedRuns}/{status.Segments}/{where}");
        lock (mutex)
        {
            Task<SweepView>? view = kept.FirstOrDefault(one => one.Key == key && !one.View.IsFaulted).View;
            if (view is null)
            {
                view = Task.Run(() => StartAsync(status, where), CancellationToken.None);
                kept.AddFirst((key, view));
                if (kept.Count > MostKept)
                    kept.RemoveLast();
            }

            return view.WaitAsync(MostWaiting, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    /// <summary>The format that a file name's ending stands for; null for one that results are not written in.</summary>
    public static Format? FormatOf(string ending) => ending switch
    {
        "csv" => Format.Csv,
        "json" => Format.Json,
        "parquet" => Format.Parquet,
        "arrow" => Format.Arrow,
        _ => null,
    };

    /// <summary>A name for a file to write to, which is to be deleted.</summary>
    public string NewFile() => results.NewFile();

    /// <summary>Writes the runs of a sweep to a file, as <c>s2grid results</c> does.</summary>
    public Task WriteAsync(SweepStatus status, string? where, Format format, string file) => UseAsync([status], stored =>
    {
        ResultWriter.WriteFile(output => new Page(output, format), stored[0], format, where, file);
        return file;
    });

    /// <summary>Compares sweeps, all others with the first; one alone by its own baseline.</summary>
    /// <exception cref="RefusedException">They cannot be compared; the message says why.</exception>
    public Task<CompareView> CompareAsync(IReadOnlyList<SweepStatus> sweeps, CompareQuery query) =>
        UseAsync(sweeps, stored => CompareView.Of(stored, query));

    /// <summary>Reads a run, and the run of its baseline that is stored beside it; null for what has no result.</summary>
    public Task<(RunGroup? Run, RunGroup? Baseline)> RunAsync(SweepStatus sweep, PlannedRun run) => UseAsync([sweep], stored =>
    {
        RunConfiguration baseline = run.Configuration.With(stored[0].Specification.Baseline);
        string where = string.Join(" and ", baseline.EffectiveValues.Select(value =>
            $"\"{value.Name}\" = '{value.Value.Replace("'", "''", StringComparison.Ordinal)}'"));
        return (First(Invariant($"run = {run.Index}")), baseline.Equals(run.Configuration) ? null : First(where));

        RunGroup? First(string condition) => stored[0].Runs.Group(condition, [], most: 1).Groups is [var group, ..] ? group : null;
    });

    private Task<SweepView> StartAsync(SweepStatus status, string? where) =>
        UseAsync([status], stored => SweepView.Of(stored[0], where));

    private async Task<T> UseAsync<T>(IReadOnlyList<SweepStatus> sweeps, Func<IReadOnlyList<StoredSweep>, T> use)
    {
        await free.WaitAsync();
        try
        {
            using var thread = new WorkThread("results for a page");
            return await results.ReadAsync(sweeps, stored => thread.Run(() => use(stored)), CancellationToken.None);
        }
        catch (UsageException e)
        {
            throw new RefusedException(RefusalKind.Wrong, e.Errors[0].Message, [.. e.Errors.Skip(1).Select(error => error.Message)]);
        }
        finally
        {
            free.Release();
        }
    }
}
