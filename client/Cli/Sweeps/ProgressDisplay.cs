using System.Runtime.CompilerServices;
using S2Grid.Views.Output;
using Spectre.Console;

namespace S2Grid.Cli.Sweeps;

/// <summary>Shows a sweep's progress on standard error: a bar on a terminal, lines elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>How often progress should come.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Shows progress until it ends, or until <paramref name="leave"/> ends the watching, whatever becomes of the sweep.</summary>
    /// <returns>The last progress.</returns>
    public static async Task<SweepProgress> FollowAsync(
        CliEnvironment environment, string name, IAsyncEnumerable<SweepProgress> progress, bool quiet, CancellationToken leave)
    {
        progress = UntilAsync(progress, leave);
        if (quiet)
            return await LastAsync(progress, _ => { });

        if (!environment.Colour)
            return await WriteLinesAsync(environment, name, progress);

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(environment.Error),
        });
        console.Profile.Width = environment.Width;
        return await console.Progress()
            .AutoClear(false)
            .Columns(new ProgressBarColumn { Width = 30 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(bar => DrawAsync(bar.AddTask(Markup.Escape(name)), name, progress));
    }

    /// <summary>A line at the beginning, at the end, when the state changes, and every few seconds in which runs were done.</summary>
    private static async Task<SweepProgress> WriteLinesAsync(
        CliEnvironment environment, string name, IAsyncEnumerable<SweepProgress> progress)
    {
        SweepProgress? shown = null;
        long shownAt = 0;
        SweepProgress last = await LastAsync(progress, now =>
        {
            bool isNews = shown?.State != now.State || shown.Fault != now.Fault;
            if (isNews || (now.DoneRuns != shown!.DoneRuns && environment.Time.GetElapsedTime(shownAt) >= LineInterval))
                Show(now);
        });
        if (last != shown)
            Show(last);

        return last;

        void Show(SweepProgress now)
        {
            environment.Error.WriteLine(PrintableText.Sanitize($"{name}: {ProgressText.Describe(now)}"));
            (shown, shownAt) = (now, environment.Time.GetTimestamp());
        }
    }

    private static Task<SweepProgress> DrawAsync(ProgressTask bar, string name, IAsyncEnumerable<SweepProgress> progress) =>
        LastAsync(progress, now =>
        {
            bar.MaxValue = Math.Max(1, now.TotalRuns);
            bar.Value = now.DoneRuns;
            bar.Description = Markup.Escape(PrintableText.Sanitize($"{name}: {ProgressText.Describe(now)}"));
        });

    private static async IAsyncEnumerable<SweepProgress> UntilAsync(
        IAsyncEnumerable<SweepProgress> progress, [EnumeratorCancellation] CancellationToken leave)
    {
        await foreach (SweepProgress now in progress.WithCancellation(CancellationToken.None))
        {
            yield return now;
            if (leave.IsCancellationRequested)
                yield break;
        }
    }

    private static async Task<SweepProgress> LastAsync(IAsyncEnumerable<SweepProgress> progress, Action<SweepProgress> show)
    {
        SweepProgress? last = null;
        await foreach (SweepProgress now in progress)
        {
            if (now != last)
                show(now);

            last = now;
        }

        return last ?? throw new InvalidOperationException("A sweep's progress ended before it began.");
    }
}
