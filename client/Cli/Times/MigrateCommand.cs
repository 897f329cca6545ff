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
        AddAll([.. options.OfRun.Except(unused), bandwidth, rate, hot, downtime, trace, model]);
    }

    protected override IEnumerable<UsageError> Check(ParseResult parse) => options.RunErrors(parse);

    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        if (parse.GetValue(trace) is { } file)
            Write(Read(file), parse.GetValue(downtime) / Milliseconds);
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
        double written = parse.GetValue(rate);
        var table = new TextTable(
            "strategy", "chunk", " rounds", " total", " downtime", "", " write rate below which it converges");
        foreach (RunConfiguration run in ExplainCommand.Compared(parse, options, asked))
        {
            MigrationCosts costs = MigrationCosts.Of(run, by);
            PreCopy[] migrations = [.. ((Func<Interval, double>[])[one => one.Mid, one => one.Low, one => one.High]).Select(At)];
            var copies = migrations.Select(one => one.Copy(written)).ToArray();
            table.Add(
                run.Strategy,
                run.Chunk == SplitChunk.None ? "" : run.Chunk.ToString(),
                Invariant($"{copies[0].Count}"),
                Quantities.PredictedTime(Interval.Over(migrations.Zip(copies,
                    (one, rounds) => 1e9 * (one.Start + rounds.Sum(round => round.Sending + round.Overhead))))),
                Quantities.PredictedTime(Interval.Over(copies.Select(rounds => 1e9 * rounds[^1].Downtime))),
                Verdict(migrations, written),
                Limit([.. migrations.Select(one => one.Limit())]));

            PreCopy At(Func<Interval, double> bound) => costs.At(
                bound, pattern, parse.GetValue(bandwidth), 1 << run.PageShift, run.Get(Axes.Vcpus),
                parse.GetValue(downtime) / Milliseconds);
        }

        Page page = Page.Of(Terminal, Format.Table);
        page.Write(
            $"{ByteSize.Format(asked.Memory)}, backing {asked.BackingName}, scenario {asked.Scenario.Word()}; sends "
            + $"{ByteSize.Format(parse.GetValue(bandwidth))} and writes {ByteSize.Format(parse.GetValue(rate))} a second, "
            + (hotPart < 1 ? Invariant($"90 % of it to {parse.GetValue(hot)} % of the memory") : "all pages alike")
            + Invariant($"; to be stopped for at most {parse.GetValue(downtime)} ms"));
        page.Write();
        page.Write(table);
        page.Write();
        page.WriteNotes(
        [
            Notes.Predicted(by),
            "Intervals are those of low and high costs; bandwidth and write rate are taken as given.",
            Invariant($"A round sends what was written in the one before, then gets and clears the log; after {PreCopy.MaxRounds} rounds ")
            + "it is given up. The total has the ioctl that starts logging; the downtime is the last round, and switching logging off is "
            + "not in it. vCPUs make no more pages dirty than their faults have time for.",
        ]);
    }

    private void Write(ObservedRounds trace, double maxDowntime)
    {
        double[] downtimes = [.. trace.Downtimes.Order()];
        Page page = Page.Of(Terminal, Format.Table);
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

    /// <summary>The limits, first that at middle costs.</summary>
    private static string Limit(double?[] limits) => limits.All(limit => limit is not null)
        ? $"{MiB(limits[0]!.Value)} ({MiB(limits.Min()!.Value)} to {MiB(limits.Max()!.Value)}) MiB/s" : "any";
}
