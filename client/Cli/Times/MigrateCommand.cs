using S2Grid.Cli.Vm;
using S2Grid.Experiments.Migration;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Times;

/// <summary><c>s2grid migrate</c>: whether a live migration converges, in how many rounds, and how long the guest is stopped.</summary>
internal sealed class MigrateCommand : CliCommand
{
    private const double Milliseconds = 1e3;

    private static readonly Column<Forecast>[] Columns =
    [
        new("strategy", one => one.Run.Strategy),
        new("chunk", one => ChunkOf(one.Run)),
        .. MigrationFigure.All.Select(figure => new Column<Forecast>(" " + figure.Title, one => one.Text(figure))),
        new("", one => one.Study.Verdict!),
    ];

    private readonly VmOptions options;
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
            new("s2grid migrate --memory 64G --hot-set 5 --write-rate 4G", "A guest that writes mostly to a twentieth of its memory."),
            new("s2grid migrate --trace rounds.txt", "What the rounds of a migration say of it."))
    {
        options = new VmOptions(terminal);
        Option[] unused = [options.Of(Axes.Lock), options.Of(Axes.TlbiDomain)];
        options.Of(Axes.HotSet).Aliases.Add("--hot");
        options.Of(Axes.MaxDowntime).Aliases.Add("--downtime");
        AddAll([.. options.OfRun.Except(unused), trace, model, format]);
    }

    protected override IEnumerable<UsageError> Check(ParseResult parse) => options.RunErrors(parse);

    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        if (parse.GetValue(trace) is { } file)
            Write(Read(file), options.Run(parse).Get(Axes.MaxDowntime) / Milliseconds, parse.GetValue(format));
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
        var known = new MigrationStudies(by);
        Forecast[] forecasts =
            [.. ExplainCommand.Compared(parse, options, asked).Select(run => new Forecast(run, known.Of(run)))];
        if (forecasts.Select(one => one.Study.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refusal)
            throw new RefusedException(refusal);

        if (parse.GetValue(format) == Format.Json)
        {
            JsonOutput.Write(Terminal.Out, forecasts.Select(one => Document(one, by)));
            return;
        }

        Page page = Page.Of(Terminal, parse.GetValue(format));
        int hot = asked.Get(Axes.HotSet);
        page.Write(
            $"{ByteSize.Format(asked.Memory)}, backing {asked.BackingName}, scenario {asked.Scenario.Word()}; sends "
            + $"{asked[Axes.Bandwidth.Name]} and writes {asked[Axes.WriteRate.Name]} a second, "
            + (hot < 100 ? Invariant($"{100 * WritePattern.HotShare:0} % of it to {hot} % of the memory") : "all pages alike")
            + Invariant($"; to be stopped for at most {asked.Get(Axes.MaxDowntime)} ms"));
        page.Write();
        page.Write(Column<Forecast>.Table(Columns, forecasts));
        page.Write();
        page.WriteNotes([Notes.Predicted(by), Consequence.Migration.Meaning]);
    }

    private static object Document(Forecast one, CostModel model) => new
    {
        one.Run.Strategy,
        Chunk = ChunkOf(one.Run),
        Model = model.Identity,
        one.Study.Verdict,
        Rounds = one.Study.Find(MigrationFigure.Rounds),
        TotalNs = one.Study.Find(MigrationFigure.Total),
        DowntimeNs = one.Study.Find(MigrationFigure.Downtime),
        ConvergesBelowBytesPerSecond = one.Study.Find(MigrationFigure.Limit),
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
        page.Write(Invariant($"It writes at least {Quantities.MiB(trace.WriteRate)} MiB a second of pages, each counted once a round."));
        page.Write(trace.RoundsUntil(maxDowntime) is { } more
            ? Invariant($"It converges: {more} more rounds of this kind bring the downtime to {maxDowntime * Milliseconds:0} ms.")
            : Invariant($"It does not converge: the write rate must be below {Quantities.MiB(trace.Limit)} MiB a second, ")
                + "the bandwidth's share.");
        page.Write("Computed from the rounds given, not measured; that rounds go on alike is an assumption.");
    }

    private static string ChunkOf(RunConfiguration run) => run.Chunk == SplitChunk.None ? "" : run.Chunk.ToString();

    /// <summary>What is predicted of a migration.</summary>
    /// <param name="Run">What is migrated, and how it is split.</param>
    /// <param name="Study">What it comes to.</param>
    private sealed record Forecast(RunConfiguration Run, MigrationStudy Study)
    {
        /// <summary>A figure, or what stands in its place.</summary>
        internal string Text(MigrationFigure figure) => Study.Instead(figure) is { } instead
            ? figure == MigrationFigure.Limit ? instead.Word : ""
            : Quantities.Predicted(Study.Find(figure)!.Value, figure.Unit);
    }
}
