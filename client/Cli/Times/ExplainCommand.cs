using S2Grid.Cli.Reading;
using S2Grid.Cli.Vm;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Times;

/// <summary><c>s2grid explain</c>: for how long vCPUs stall while their memory is write-protected and split, and why.</summary>
internal sealed class ExplainCommand : CliCommand
{
    /// <summary>Figures that stand in the first of two tables, which would be too wide as one.</summary>
    private const int OfVcpus = 4;

    private static readonly string[] DefaultStrategies = ["baseline", "rfc", "skip-level3", "lazy"];

    private readonly VmOptions options;
    private readonly Option<string> model = ModelOption();
    private readonly Option<string?> output = CliOption.OptionalText("-o", "FILE.svg", "Write the time line to a file");
    private readonly Option<Format> format = FormatOption.OfList();

    public ExplainCommand(CliEnvironment terminal)
        : base(
            terminal,
            "explain",
            "Predict for how long vCPUs stall while their memory is write-protected and split, and draw a run's time line",
            new("s2grid explain --memory 64G --vcpus 64", "Strategies and chunks compared; the time line of mainline."),
            new("s2grid explain --scenario clear --strategy rfc --chunk 2M --lock exclusive", "One strategy beside mainline."),
            new("s2grid explain --strategy lazy -o lazy.svg", "The time line as a picture."))
    {
        options = new VmOptions(terminal);
        AddAll([.. options.OfRun.Except(Consequence.Migration.Axes.Select(options.Of)), model, output, format]);
    }

    /// <summary>The option of a cost model that knows times.</summary>
    internal static Option<string> ModelOption() => CliOption.Text(
        "--model", "NAME|FILE", "The cost model, one of times (s2grid models list), or the file of one of your own", "arm64-priors",
        () => CostModels.All.Where(model => model.IsAbsolute).Select(model => model.Name));

    /// <summary>The model that was chosen.</summary>
    /// <exception cref="UsageException">There is none, or it cannot say anything of the run.</exception>
    internal static CostModel Chosen(CliEnvironment terminal, ParseResult parse, Option<string> option, RunConfiguration run)
    {
        string chosen = parse.GetRequiredValue(option);
        CostModel model = ModelSource.Find(terminal, chosen);
        return PredictedStudy.RefusalOf(model, run) is { } refusal
            ? throw new UsageException(new UsageError($"{option.Name}: {refusal.TrimEnd('.')}", chosen, option.Name)) : model;
    }

    protected override IEnumerable<UsageError> Check(ParseResult parse) => options.RunErrors(parse);

    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        RunConfiguration drawn = options.Run(parse);
        CostModel by = Chosen(Terminal, parse, model, drawn);
        var known = new StallStudies(by);
        var studies = Compared(parse, options, drawn).ToDictionary(run => run, known.Of);
        if (studies.Values.Select(study => study.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refusal)
            throw new RefusedException(refusal);

        if (parse.GetValue(format) == Format.Json)
        {
            JsonOutput.Write(Terminal.Out, studies.Select(one => Document(one.Key, one.Value)));
        }
        else
        {
            Page page = Page.Of(Terminal, parse.GetValue(format));
            Write(page, by, drawn, studies);
            TimelineText.Write(page, Described(drawn), studies[drawn], drawn.Get(Axes.Vcpus));
        }

        if (parse.GetValue(output) is { } file)
        {
            Timeline timeline = studies[drawn].Draw(TimelinePicture.Pieces);
            AtomicFile.Write(
                Terminal.FullPath(file), TimelinePicture.Draw(Described(drawn), timeline, drawn.Get(Axes.Vcpus)).Svg());
        }

        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>The runs that are compared: mainline, the strategy asked for or those most talked about, and no split.</summary>
    internal static IEnumerable<RunConfiguration> Compared(ParseResult parse, VmOptions options, RunConfiguration drawn)
    {
        string[] strategies = parse.IsGiven(options.Of(Axes.Strategy)) ? ["baseline", drawn.Strategy, "lazy"] : DefaultStrategies;
        SplitChunk[] chunks = parse.IsGiven(options.Of(Axes.Chunk)) ? [drawn.Chunk] : [new(2UL << 20), new(1UL << 30)];
        IEnumerable<RunConfiguration> compared =
            from strategy in strategies
            from chunk in chunks
            select drawn.With(Axes.Chunk, chunk).With(Axes.Strategy, SplitStrategies.Find(strategy) ?? drawn.Get(Axes.Strategy));
        return compared.Append(drawn).Distinct();
    }

    private static void Write(Page page, CostModel by, RunConfiguration drawn, Dictionary<RunConfiguration, StallStudy> studies)
    {
        page.Write(
            $"{ByteSize.Format(drawn.Memory)}, backing {drawn.BackingName}, scenario {drawn.Scenario.Word()}; "
            + Invariant($"{drawn.Get(Axes.Vcpus)} vCPUs write {drawn.Dirty} while the ioctl runs, ")
            + $"{drawn[Axes.Lock.Name]} lock");
        StallStudy first = studies.First().Value;
        StallFigure[] figures = [.. StallFigure.All];
        foreach ((int from, int to) in ((int, int)[])[(0, OfVcpus), (OfVcpus, figures.Length)])
        {
            string[] last = from == 0 ? [" change"] : [];
            var table = new TextTable(["strategy", "chunk", .. figures[from..to].Select(one => " " + one.Title), .. last]);
            foreach ((RunConfiguration run, StallStudy study) in studies)
            {
                string change = study == first ? "baseline"
                    : study.Change(first, figures[0]) is { } known ? Quantities.Change(known) : "";
                table.Add(
                [
                    run.Strategy,
                    run.Chunk == SplitChunk.None ? "" : run.Chunk.ToString(),
                    .. figures[from..to].Select(figure => Quantities.PredictedTime(study[figure])),
                    .. last.Select(_ => change),
                ]);
            }

            page.Write();
            page.Write(table);
        }

        page.Write();
        page.WriteNotes(
        [
            Notes.Predicted(by),
            "Counts are exact.",
            Consequence.Stalls.Meaning,
        ]);
    }

    private static string Described(RunConfiguration run) =>
        run.Chunk == SplitChunk.None ? run.Strategy : $"{run.Strategy}, chunk {run.Chunk}";

    private static object Document(RunConfiguration run, StallStudy study) => new
    {
        run.Strategy,
        Chunk = run.Chunk.ToString(),
        Figures = StallFigure.All.Select(figure =>
            new { figure.Name, figure.Title, study[figure].Low, study[figure].Mid, study[figure].High }),
    };
}
