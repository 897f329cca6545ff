using System.Text.Json.Nodes;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;

namespace S2Grid.Views.Compare;

/// <summary>
/// What programs read of sweeps, in every format: a header, the figures of their comparison, published figures, and what must be said of
/// them. <c>client/docs/output-schema.md</c> describes it.
/// </summary>
/// <param name="sweeps">The sweep, or the baseline and others.</param>
/// <param name="comparison">Their comparison; null where they cannot be compared.</param>
/// <param name="where">The condition that runs meet; null for all.</param>
/// <param name="more">What else must be said.</param>
public sealed class ResultDocument(
    IReadOnlyList<StoredSweep> sweeps, SweepComparison? comparison, string? where, params IReadOnlyList<string> more)
{
    /// <summary>The version of the schema: it goes up when a column or a property is renamed, gets another meaning or goes.</summary>
    public const int Schema = 1;

    /// <summary>What it is of, and what must be said of it.</summary>
    public JsonObject Header
    {
        get
        {
            CostModel[] models =
            [
                .. sweeps.SelectMany(sweep => sweep.Specification.CostModels)
                    .Concat(comparison?.Tables.Select(table => table.Metric.Model).OfType<CostModel>() ?? []).Distinct(),
            ];
            return JsonOutput.Merged(new
            {
                Schema,
                Version = ProgramVersion.Number,
                Sweeps = sweeps.Select(sweep => new
                {
                    sweep.Name,
                    Engine = sweep.Status.EngineVersion,
                    sweep.Status.SpecificationHash,
                    Backend = sweep.Specification.Backend.Word(),
                    Runs = sweep.Status.Progress.TotalRuns,
                    Done = sweep.Status.Progress.DoneRuns,
                    Failed = sweep.Status.Progress.FailedRuns,
                    Models = sweep.Specification.CostModels.Select(model => model.Identity),
                    sweep.Specification.Published,
                }),
                Models = models.Select(model => new
                {
                    model.Identity,
                    model.Description,
                    model.Machine,
                    Predicts = model.Scopes.Select(scope => scope.Word()),
                    Absolute = model.IsAbsolute,
                    model.Limits,
                }),
                Where = where,
                Ignored = comparison?.IgnoredAxes ?? [],
                Tests = comparison?.Tests ?? 0,
                Caveats = (IEnumerable<string>)
                [
                    .. comparison?.Faults ?? [], .. comparison is null ? [] : ComparisonNotes.Of(comparison), .. more,
                ],
            });
        }
    }

    /// <summary>The figures of the comparison.</summary>
    public FlatTable Cells => field ??= CellColumns.Table(comparison);

    private FlatTable Published => field ??= PublishedColumns.Table(comparison, isCut: more.Count > 0);

    /// <summary>What the footer of Parquet says: the header and the published figures, a JSON text each.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Header.Select(part => KeyValuePair.Create(part.Key, JsonOutput.Line(part.Value)))
        .Append(KeyValuePair.Create("published", JsonText(Published))).ToDictionary(part => $"s2grid.{part.Key}", part => part.Value);

    /// <summary>A sweep beside its own baseline, as <c>s2grid compare</c> has it where nobody says more.</summary>
    public static ResultDocument Of(StoredSweep sweep, string? where)
    {
        var more = new List<string>();
        SweepComparison? comparison = null;
        try
        {
            comparison = ComparisonRequest.Usual(where).Compare([sweep], more.Add);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Incomparable)
        {
            more.Add(e.Message);
        }

        return new ResultDocument([sweep], comparison, where, more);
    }

    /// <summary>Writes it as JSON.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="runs">Writes the runs; null to leave them out.</param>
    public void WriteJson(TextWriter output, Action<TextWriter>? runs = null) => JsonOutput.Write(output, Header,
    [
        ("published", Published.WriteJson),
        ("cells", Cells.WriteJson),
        .. runs is null ? [] : new[] { ("runs", runs) },
    ]);

    private static string JsonText(FlatTable table)
    {
        using var text = new StringWriter();
        table.WriteJson(text);
        return text.ToString();
    }
}
