using S2Grid.Cli.Compare;
using S2Grid.Cli.Output;
using S2Grid.Cli.Vm;
using S2Grid.Times.Migration;
using static System.FormattableString;

namespace S2Grid.Cli.Times;

/// <summary><c>s2grid migrate</c>: whether a live migration converges, in how many rounds, and how long the guest is stopped.</summary>
internal sealed class MigrateCommand : CliCommand
{
    private const double Milliseconds = 1e3;
    private const double Nanoseconds = 1e9;

    private static readonly Column<Forecast>[] Columns =
    [
        new("strategy", one => one.Run.Strategy),
        new("chunk", one => ChunkOf(one.Run)),
        new(" rounds", one => Invariant($"{one.Rounds}")),
        new(" total", one => Quantities.PredictedTime(one.Total)),
        new(" downtime", one => Quantities.PredictedTime(one.Downtime)),
        new("", one => one.Verdict),
        new(" write rate below which it converges", one => one.Limit is { } limit
            ? $"{MiB(limit.Mid)} ({MiB(limit.Low)} to {MiB(limit.High)}) MiB/s" : "any"),
    ];

    private readonly VmOptions options;
    private readonly Option<ulong> bandwidth = CliOption.Size("--bandwidth", "BYTES", "Bytes that are sent in a second", "1G");
    private readonly Option<ulong> rate = CliOption.Size(
        "--write-rate", "BYTES", "Bytes of pages that the guest writes in a second, one written twice counted twice", "256M");

    private readonly Option<int> hot = CliOption.Number(
        "--hot", "PERCENT", "The part of the memory that takes 90 % of the writes; 100 writes all alike", 1, 100, 100);

    private readonly Option<int> downtime = CliOption.Number("--downtime", "MS", "For how long the guest may be stopped", 1, 60_000, 300);
    private readonly Option<string?> trace = CliOption.OptionalText(
        "--trace", "FILE", "Rounds that a migration took, instead: a line each of MiB sent, MiB a second and ms of overhead");

    private readonly Option<string> model = ExplainCommand.ModelOption();
    private readonly Option<Format> format = FormatOption.OfList();

    public MigrateCommand(CliEnvironment terminal)
        : base(
            terminal,
            "migrate",
            "Predict whether a live migration converges, its rounds and downtime, and from which write rate on it does not",
            new("s2grid migrate --memory 64G --bandwidth 2G --write-rate 1G", "Strategies and chunks compared."),
            new("s2grid migrate --memory 64G --hot 5 --write-rate 4G", "A guest that writes mostly to a twentieth of its memory."),
            new("s2grid migrate --trace rounds.txt", "What the rounds of a migration say of it."))
    {
        options = new VmOptions(terminal);
        Option[] unused = [options.Of(Axes.Lock), options.Of(Axes.TlbiDomain)];
        AddAll([.. options.OfRun.Except(unused), bandwidth, rate, hot, downtime, trace, model, format]);
    }

    protected override IEnumerable<UsageError> Check(ParseResult parse) => options.RunErrors(parse);

    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        if (parse.GetValue(trace) is { } file)
            Write(Read(file), parse.GetValue(downtime) / Milliseconds, parse.GetValue(format));
        else
            Write(parse);

        return Task.FromResult(ExitCode.Done);
    }

    private ObservedRounds Read(string file)
    {
        if (!File.Exists(Terminal.FullPath(file)))
            throw new UsageException(new UsageError($"no such file: '{file}'", file));

        try
        {
            return ObservedRounds.Parse(File.ReadAllText(Terminal.FullPath(file)));
        }
        catch (FormatException fault)
        {
            throw new UsageException(new UsageError($"{trace.Name}: {fault.Message}", file));
        }
    }

    private void Write(ParseResult parse)
    {
        RunConfiguration asked = options.Run(parse);
        CostModel by = ExplainCommand.Chosen(Terminal, parse, model, asked);
        double hotPart = parse.GetValue(hot) / 100.0;
        var pattern = new WritePattern(asked.Memory, hotPart, hotPart < 1 ? 0.9 : 1);
        Forecast[] forecasts = [.. ExplainCommand.Compared(parse, options, asked).Select(Predict)];
        if (parse.GetValue(format) == Format.Json)
        {
            JsonOutput.Write(Terminal.Out, forecasts.Select(one => Document(one, by)));
            return;
        }

        Page page = Page.Of(Terminal, parse.GetValue(format));
        page.Write(
            $"{ByteSize.Format(asked.Memory)}, backing {asked.BackingName}, scenario {asked.Scenario.Word()}; sends "
            + $"{ByteSize.Format(parse.GetValue(bandwidth))} and writes {ByteSize.Format(parse.GetValue(rate))} a second, "
            + (hotPart < 1 ? Invariant($"90 % of it to {parse.GetValue(hot)} % of the memory") : "all pages alike")
            + Invariant($"; to be stopped for at most {parse.GetValue(downtime)} ms"));
        page.Write();
        page.Write(Column<Forecast>.Table(Columns, forecasts));
        page.Write();
        page.WriteNotes(
        [
            Notes.Predicted(by),
            "Intervals are those of low and high costs; bandwidth and write rate are taken as given.",
            Invariant($"A round sends what was written in the one before, then gets and clears the log; after {PreCopy.MaxRounds} rounds ")
            + "it is given up. The total has the ioctl that starts logging; the downtime is the last round, and switching logging off is "
            + "not in it. vCPUs make no more pages dirty than their faults have time for.",
        ]);

        Forecast Predict(RunConfiguration run)
        {
            MigrationCosts costs = MigrationCosts.Of(run, by);
            PreCopy[] migrations = [.. ((Func<Interval, double>[])[one => one.Mid, one => one.Low, one => one.High]).Select(At)];
            IReadOnlyList<CopyRound>[] copies = [.. migrations.Select(one => one.Copy(parse.GetValue(rate)))];
            double?[] limits = [.. migrations.Select(one => one.Limit())];
            return new Forecast(
                run,
                copies[0].Count,
                Interval.Over(migrations.Zip(copies,
                    (one, rounds) => Nanoseconds * (one.Start + rounds.Sum(round => round.Sending + round.Overhead)))),
                Interval.Over(copies.Select(rounds => Nanoseconds * rounds[^1].Downtime)),
                Verdict(migrations, parse.GetValue(rate)),
                limits.All(limit => limit is not null) ? Interval.Over(limits.Select(limit => limit!.Value)) : null);

            PreCopy At(Func<Interval, double> bound) => costs.At(
                bound, pattern, parse.GetValue(bandwidth), 1 << run.PageShift, run.Get(Axes.Vcpus),
                parse.GetValue(downtime) / Milliseconds);
        }
    }

    private static object Document(Forecast one, CostModel model) => new
    {
        one.Run.Strategy,
        Chunk = ChunkOf(one.Run),
        Model = model.Identity,
        one.Verdict,
        one.Rounds,
        TotalNs = one.Total,
        DowntimeNs = one.Downtime,
        ConvergesBelowBytesPerSecond = one.Limit,
    };

    private void Write(ObservedRounds trace, double maxDowntime, Format written)
    {
        if (written == Format.Json)
        {
            JsonOutput.Write(Terminal.Out, new
            {
                Rounds = trace.Rounds.Count,
                trace.Factor,
                DowntimesSeconds = trace.Downtimes,
                WriteRateBytesPerSecond = trace.WriteRate,
                Converges = trace.RoundsUntil(maxDowntime) is not null,
                MoreRounds = trace.RoundsUntil(maxDowntime),
                ConvergesBelowBytesPerSecond = trace.Limit,
            });
            return;
        }

        double[] downtimes = [.. trace.Downtimes.Order()];
        Page page = Page.Of(Terminal, written);
        page.Write(
            Invariant($"{trace.Rounds.Count} rounds, each {trace.Factor:0.000} times the one before; downtime after one of them: ")
            + Invariant($"{downtimes[0]:0.00} to {downtimes[^1]:0.00} s."));
        page.Write(Invariant($"It writes at least {MiB(trace.WriteRate)} MiB a second of pages, each counted once a round."));
        page.Write(trace.RoundsUntil(maxDowntime) is { } more
            ? Invariant($"It converges: {more} more rounds of this kind bring the downtime to {maxDowntime * Milliseconds:0} ms.")
            : Invariant($"It does not converge: the write rate must be below {MiB(trace.Limit)} MiB a second, the bandwidth's share."));
        page.Write("Computed from the rounds given, not measured; that rounds go on alike is an assumption.");
    }

    private static string MiB(double bytes) => Invariant($"{bytes / (1 << 20):#,0}");

    private static string Verdict(PreCopy[] migrations, double written)
    {
        bool[] converge = [.. migrations.Select(one => one.Converges(written)).Distinct()];
        return converge.Length > 1 ? "may converge" : converge[0] ? "converges" : "does not converge";
    }

    private static string ChunkOf(RunConfiguration run) => run.Chunk == SplitChunk.None ? "" : run.Chunk.ToString();

    /// <summary>What is predicted of a migration.</summary>
    /// <param name="Run">What is migrated, and how it is split.</param>
    /// <param name="Rounds">The rounds at middle costs.</param>
    /// <param name="Total">Nanoseconds from the start of logging to the end.</param>
    /// <param name="Downtime">Nanoseconds for which the guest is stopped.</param>
    /// <param name="Verdict">Whether it converges.</param>
    /// <param name="Limit">The write rate, in bytes a second, below which it does; null where it does at any.</param>
    private sealed record Forecast(RunConfiguration Run, int Rounds, Interval Total, Interval Downtime, string Verdict, Interval? Limit);
}
