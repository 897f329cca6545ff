using System.CommandLine;
using System.Globalization;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps why</c>: why a run was, or was not, reused.</summary>
internal static class WhyCommand
{
    /// <summary>Creates the command.</summary>
    public static SweepCommand Of(GridOptions grid)
    {
        Argument<long> run = CliArgument.Value<long>(
            "RUN", "The run's number, from 0", TryReadRun, "is not a valid run number; runs are numbered from 0");
        Option<Format> format = FormatOption.Of(Format.Table, Format.Json);
        return new SweepCommand(
            grid,
            "why",
            "Explain why a run was or was not reused, and which input differs first",
            [new("s2grid sweeps why rfc-2026-05 4", "Whether run 4 was simulated or shares another run's counters, and why.")],
            async (session, sweep, parse, cancellation) =>
            {
                RunExplanation why = await session.AskAsync(grains => grains.Sweep(sweep.Id).Explain(parse.GetValue(run)), cancellation);
                if (parse.GetValue(format) == Format.Json)
                {
                    JsonOutput.WriteMerged(grid.Terminal.Out, Json(why));
                }
                else
                {
                    await grid.Terminal.Out.WriteLineAsync(why.Sentence);
                }

                return ExitCode.Done;
            },
            run,
            format);
    }

    private static IEnumerable<object> Json(RunExplanation why)
    {
        yield return new { Run = why.RunIndex, why.Repeat, why.Identity, why.Stored, why.Failed, why.ReusedFrom, why.ComparedWith };
        if (why.FirstDifference is { } difference)
        {
            yield return new { FirstDifference = new { difference.Name, difference.Value, difference.OtherValue } };
        }

        yield return new { why.Sentence };
    }

    private static bool TryReadRun(string text, out long run) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out run);
}
