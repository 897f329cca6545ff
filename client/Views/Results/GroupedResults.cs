using System.Text.Json.Nodes;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;

namespace S2Grid.Views.Results;

/// <summary>Groups of a sweep's runs that are alike in some columns, and what each figure comes to in them.</summary>
public sealed class GroupedResults
{
    /// <summary>The option that names the columns.</summary>
    public const string Option = "--group-by";

    private static readonly (string Name, string Words, Func<FigureSummary, double> Of)[] Kinds =
    [
        ("sum", "All together", figure => figure.Sum), ("median", "The middle one", figure => figure.Median),
        ("min", "The least", figure => figure.Min), ("max", "The most", figure => figure.Max),
    ];

    private readonly StoredSweep sweep;
    private readonly string? where;
    private readonly OutputColumn[] by;
    private readonly OutputColumn[] figures;

    private GroupedResults(StoredSweep sweep, string? where, OutputColumn[] by, IReadOnlyList<SummaryRow> rows)
    {
        (this.sweep, this.where, this.by, Rows) = (sweep, where, by, rows);
        figures = [.. sweep.Runs.Columns.Where(column => rows.Any(row => row.Figures.ContainsKey(column.Name)))];
    }

    /// <summary>The groups, in the order of their first runs.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>The groups as JSON has them.</summary>
    public IEnumerable<JsonObject> Documents => Rows.Select(row => JsonOutput.Merged(
        by.Zip(row.Values).ToDictionary(one => one.First.Name, one => one.Second), new { row.Runs, row.Failed }, row.Figures));

    private FlatTable Table => new(
        [
            .. by,
            new OutputColumn("runs", ColumnType.Integer, "", "How many runs are alike in these columns"),
            new OutputColumn("failed", ColumnType.Integer, "", "How many of them failed"),
            .. from figure in figures
               from kind in Kinds
               select new OutputColumn(
                   $"{figure.Name}.{kind.Name}", ColumnType.Number, figure.Unit, $"{kind.Words}: {figure.Description}"),
        ],
        [
            .. Rows.Select(row => (object?[])
            [
                .. row.Values, row.Runs, row.Failed,
                .. from figure in figures
                   from kind in Kinds
                   select row.Figures.GetValueOrDefault(figure.Name) is { } summary ? (object?)kind.Of(summary) : null,
            ]),
        ]);

    /// <summary>Makes the option.</summary>
    public static Option<string?> Create() => CliOption.OptionalText(
        Option, "AXES",
        "In place of runs: groups of those that are alike in these axes, or other columns, such as strategy,backing, with the sum, median, "
            + "least and most of each figure",
        "none", () => Axes.Names);

    /// <summary>Reads groups.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="where">The condition that runs meet; null for all.</param>
    /// <param name="columns">The columns, separated by commas.</param>
    /// <param name="after">How many groups to leave out at the beginning.</param>
    /// <param name="most">How many to read.</param>
    /// <exception cref="UsageException">There are no such columns; carries all that is wrong.</exception>
    public static GroupedResults Read(StoredSweep sweep, string? where, string columns, long after = 0, int most = int.MaxValue)
    {
        string[] names = [.. ComparedAxes.Words(columns).Distinct()];
        if (names.Length == 0)
            throw new UsageException(new UsageError($"{Option} needs columns, such as strategy,backing", columns, Option));

        Dictionary<string, OutputColumn> known = sweep.Runs.Columns.ToDictionary(column => column.Name);
        string[] listed = [.. known.Keys.Where(name => !name.Contains('.', StringComparison.Ordinal))];
        UsageError[] unknown =
        [
            .. names.Where(name => !known.ContainsKey(name))
                .Select(name => UsageError.Unknown("column", PrintableText.Sanitize(name), listed, Option)),
        ];
        return unknown.Length > 0
            ? throw new UsageException(unknown)
            : new GroupedResults(
                sweep, where, [.. names.Select(name => known[name])], sweep.Runs.Summarize(where, names, after, most));
    }

    /// <summary>Writes them.</summary>
    public void Write(Page page)
    {
        switch (page.Format)
        {
            case Format.Csv:
                Table.WriteCsv(page.Out);
                break;
            case Format.Json:
                JsonOutput.WriteMerged(page.Out, ResultDocument.Of(sweep, where).Header, new { Groups = Documents });
                break;
            default:
                WriteTables(page);
                break;
        }
    }

    /// <summary>Writes them to a file, which is whole or not there.</summary>
    public async Task WriteFileAsync(Func<TextWriter, Page> pageOf, Format format, string path)
    {
        if (format == Format.Parquet)
        {
            FlatTable table = Table;
            AtomicFile.Write(
                path, await ParquetTable.WriteAsync(table.Columns, table.Rows, ResultDocument.Of(sweep, where).Metadata));
            return;
        }

        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(pageOf(text));
        AtomicFile.Write(path, text.ToString());
    }

    /// <summary>Writes a table for each figure, but for those that are zero everywhere.</summary>
    private void WriteTables(Page page)
    {
        OutputColumn[] zero = [.. figures.Where(figure => Rows.All(row => IsZero(row.Figures.GetValueOrDefault(figure.Name))))];
        foreach (OutputColumn figure in figures.Except(zero))
        {
            page.WriteTable(
                figure.Unit.Length > 0 ? $"{figure.Name}, in {figure.Unit}" : figure.Name,
                Column<SummaryRow>.Table(
                    [
                        .. by.Index().Select(column => new Column<SummaryRow>(
                            column.Item.Name, row => Convert.ToString(row.Values[column.Index], CultureInfo.InvariantCulture) ?? "")),
                        new(" runs", row => Shown(row.Runs)), new(" failed", row => Shown(row.Failed)),
                        .. Kinds.Select(kind => new Column<SummaryRow>(
                            $" {kind.Name}",
                            row => row.Figures.GetValueOrDefault(figure.Name) is { } summary ? Shown(kind.Of(summary)) : "")),
                    ],
                    Rows));
        }

        if (Rows.Count == 0)
            return;

        page.WriteNotes(
        [
            .. zero.Length > 0 ? [$"Zero in every run: {string.Join(", ", zero.Select(figure => figure.Name))}."] : Array.Empty<string>(),
            sweep.Specification.Backend == Backend.Simulated
                ? $"Provenance {Provenance.Simulated.Word()}, engine {sweep.Status.EngineVersion}."
                : "Measured: group by provenance, agent and kernel, too, to keep apart what does not compare.",
        ]);
    }

    private static bool IsZero(FigureSummary? summary) => summary is null or { Min: 0, Max: 0 };

    private static string Shown(double value) =>
        value.ToString(double.IsInteger(value) || Math.Abs(value) >= 1000 ? "N0" : "G4", CultureInfo.InvariantCulture);
}
