using DuckDB.NET.Native;
using S2Grid.Experiments.Specification;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>
/// Reads the results of one sweep that were stored when it was opened. The columns are those of <see cref="SegmentColumns"/>, with
/// every counter of each step that any run has; a counter that was not stored is zero. Measured runs have none.
/// </summary>
/// <remarks>
/// A condition is an SQL expression over the columns, which may be written without quotes: <c>split.reads.3 > 0 and backing = 'thp'</c>.
/// Not for use by several threads at once.
/// </remarks>
/// <exception cref="RefusedException">Every method with a condition: it cannot be understood.</exception>
/// <exception cref="StorageException">Every method: a segment cannot be read; the message names it.</exception>
public sealed class SegmentReader : IDisposable
{
    /// <summary>
    /// How Parquet is written. A row group waits in memory until it is whole: it is bounded in bytes too, because measured samples are
    /// long. A larger dictionary takes as much memory for each column as a row group does, and hardly makes files smaller.
    /// </summary>
    private const string Parquet =
        "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 10000, ROW_GROUP_SIZE_BYTES '64MB', DICTIONARY_SIZE_LIMIT 256";

    private readonly ResultView view;
    private readonly SweepPlan plan;
    private IReadOnlyList<string> figures = [];
    private volatile DuckDBCommand? running;

    private SegmentReader(ResultView view, SweepPlan plan)
    {
        this.view = view;
        this.plan = plan;
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<OutputColumn> Columns => view.Columns;

    /// <summary>Opens the results of a sweep.</summary>
    /// <param name="catalogue">Tells which batches are done.</param>
    /// <param name="store">Has their segments.</param>
    /// <param name="sweepId">The sweep's id.</param>
    /// <param name="plan">What its specification plans.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<SegmentReader> OpenAsync(
        SweepCatalogue catalogue, ISegmentStore store, string sweepId, SweepPlan plan, CancellationToken cancellation)
    {
        for (IReadOnlyList<BatchRecord> batches = await catalogue.Batches(sweepId); ;)
        {
            string[] files = [.. batches.Select(batch => batch.File)];
            try
            {
                return Open(batches, await store.Fetch(sweepId, files, cancellation), plan);
            }
            catch (StorageException)
            {
                // Of a sweep that comes to its end just now, segments are joined, and those that were are deleted.
                batches = await catalogue.Batches(sweepId);
                if (batches.Select(batch => batch.File).SequenceEqual(files))
                    throw;
            }
        }
    }

    /// <summary>Opens results that are at hand.</summary>
    /// <param name="batches">The batches that are done.</param>
    /// <param name="segments">Their segments, in the same order; disposed of with the reader.</param>
    /// <param name="plan">What the sweep's specification plans.</param>
    public static SegmentReader Open(IReadOnlyList<BatchRecord> batches, LocalSegments segments, SweepPlan plan)
    {
        return new SegmentReader(new ResultView(batches, segments, plan[0].Configuration.Settings), plan);
    }

    /// <summary>Adds the columns that follow from a simulated run's counters: the named sums, and what the sweep's cost models
    /// predict.</summary>
    /// <param name="specification">What was run.</param>
    public void AddFigures(SweepSpecification specification)
    {
        (OutputColumn Output, string Sql)[] all = [.. new FigureColumns(view, specification).All];
        view.Add(all);
        figures = [.. all.Where(one => one.Output.Type is ColumnType.Integer or ColumnType.Number).Select(one => one.Output.Name)];
    }

    /// <summary>
    /// Lets conditions and exports reach nothing on this machine but the segments and a folder: for who takes conditions from others. A
    /// condition is SQL, and could read any file else.
    /// </summary>
    /// <param name="folder">Where exports go.</param>
    public void Confine(string folder) => view.Confine(folder);

    /// <summary>Gives up what is being read or written now, from another thread.</summary>
    public void Interrupt() => running?.Cancel();

    /// <summary>How many results meet a condition.</summary>
    public long Count(string? where) => Select(["COUNT(*)"], where, reader => reader.GetInt64(0)).Single();

    /// <summary>The results that meet a condition as a table, by ascending run.</summary>
    /// <param name="where">The condition, or null for all.</param>
    /// <param name="columns">Which columns; by default all.</param>
    public ResultRows Query(string? where, IReadOnlyList<string>? columns = null)
    {
        columns ??= NamesOf(Columns);
        return new ResultRows(columns, Select(columns.Select(SqlText.Name), where, ReadRow));
    }

    /// <summary>The results that meet a condition, grouped by configuration, provenance, agent and kernel.</summary>
    /// <param name="where">The condition, or null for all.</param>
    /// <param name="compared">
    /// Names of the effective values that are compared: configurations that differ in no others are kept or left out together.
    /// </param>
    /// <param name="most">About how many configurations to keep, the first ones.</param>
    /// <param name="isCounted">Whether to read what machines counted, too: <see cref="RunGroup.Counted"/>.</param>
    /// <param name="counters">Which counters to read, by step and offset; null for all. The others are zero then.</param>
    public GroupedRuns Group(
        string? where, IReadOnlyCollection<string> compared, int most, bool isCounted = false, Func<string, int, bool>? counters = null)
    {
        WhereClause? clause = Clause(where);
        return Try(() => new GroupQuery(view, plan, clause, counters).Read(compared, most, isCounted), clause);
    }

    /// <summary>
    /// The results that meet a condition, put together by the values of columns, in the order of their first runs: of each figure that
    /// follows from a run, and of each step's measured time, what it comes to in all of them.
    /// </summary>
    /// <param name="where">The condition; null for all.</param>
    /// <param name="by">The columns, which are among <see cref="Columns"/>.</param>
    /// <param name="after">How many groups to leave out at the beginning.</param>
    /// <param name="most">How many to read.</param>
    public IReadOnlyList<SummaryRow> Summarize(string? where, IReadOnlyList<string> by, long after, int most)
    {
        string[] read =
            [.. figures.Concat(view.Steps.Select(step => step + SegmentColumns.SecondsSuffix).Where(view.IsStored)).Except(by)];
        string group = string.Join(", ", by.Select(SqlText.Name));
        IEnumerable<string> expressions =
        [
            .. by.Select(SqlText.Name), "count(*)", "count(*) FILTER (WHERE state = 'failed')",
            .. read.Select(SqlText.Name).SelectMany(name => (string[])
                [$"sum({name})::DOUBLE", $"median({name})::DOUBLE", $"min({name})::DOUBLE", $"max({name})::DOUBLE"]),
        ];
        string order = string.Create(CultureInfo.InvariantCulture, $" GROUP BY {group} ORDER BY min(run) LIMIT {most} OFFSET {after}");
        return view.IsStored(SegmentColumns.Run)
            ? view.OnAllCores(() => Select(expressions, where, reader => Summary(ReadRow(reader), by.Count, read), order).ToArray()) : [];
    }

    private static SummaryRow Summary(object?[] row, int by, string[] figures) => new(
        row[..by], (long)row[by]!, (long)row[by + 1]!,
        figures.Index().Select(figure => (figure.Item, Values: row[(by + 2 + (4 * figure.Index))..]))
            .Where(figure => figure.Values[0] is not null)
            .ToDictionary(figure => figure.Item, figure => new FigureSummary(
                (double)figure.Values[0]!, (double)figure.Values[1]!, (double)figure.Values[2]!, (double)figure.Values[3]!)));

    /// <summary>
    /// The configurations, among the results that meet a condition, whose eager splits have left blocks; they are grouped as
    /// <see cref="Group"/> does.
    /// </summary>
    public GroupedRuns GroupWithBlocks(string? where, int most)
    {
        string[] blocks =
        [
            .. from step in view.Steps
               where BlocksLeft.IsJudgedAfter(step)
               from level in BlocksLeft.BlockLevels
               let column = SegmentColumns.Counter(step, CounterLayout.Find("leaves")!, level)
               where view.IsStored(column)
               select $"{SqlText.Name(column)} > 0",
        ];
        string asked = where is null ? "" : $"({where}\n) AND ";
        string left = $"{asked}strategy <> {SqlText.Text(SplitStrategies.Lazy.Name)} AND ({string.Join(" OR ", blocks)})";
        return blocks.Length == 0 || Count(left) == 0 ? new GroupedRuns([], IsCut: false) : Group(left, [], most);
    }

    /// <summary>Writes the results that meet a condition as JSON, by ascending run: an array with an object a run.</summary>
    public void WriteJson(string? where, TextWriter output, CancellationToken cancellation)
    {
        IReadOnlyList<bool> areZero = view.AreZero;
        IEnumerable<string> read = Columns.Where((_, index) => !areZero[index]).Select(JsonOf);
        new JsonRows(NamesOf(Columns), areZero).Write(output, Select(read, where, reader => reader), cancellation);
    }

    /// <summary>Writes some of the results that meet a condition as <see cref="WriteJson"/> does, those after a run.</summary>
    /// <param name="where">The condition; null for all.</param>
    /// <param name="after">The run after which to begin; -1 for the first.</param>
    /// <param name="most">How many.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="cancellation">Ends the writing in the middle.</param>
    /// <returns>The last run that was written; null where there may be no more.</returns>
    public long? WritePage(string? where, long after, int most, TextWriter output, CancellationToken cancellation)
    {
        IReadOnlyList<bool> areZero = view.AreZero;
        string[] read = [.. Columns.Where((_, index) => !areZero[index]).Select(JsonOf)];
        int run = Array.IndexOf(read, SqlText.Name(SegmentColumns.Run));
        (long last, int count) = (-1, 0);
        IEnumerable<DuckDBDataReader> rows = run < 0 ? [] : Select(read, where, reader => reader, SomeAfter(after, most, where));
        new JsonRows(NamesOf(Columns), areZero).Write(output, rows.Select(Noted), cancellation);
        return count == most ? last : null;

        DuckDBDataReader Noted(DuckDBDataReader reader)
        {
            (last, count) = (reader.GetInt64(run), count + 1);
            return reader;
        }
    }

    /// <summary>Writes the results that meet a condition to a file, by ascending run.</summary>
    /// <param name="where">The condition; null for all.</param>
    /// <param name="format">The format.</param>
    /// <param name="path">The file.</param>
    /// <param name="metadata">What Parquet's footer or Arrow's schema says of them, by key.</param>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public void Export(string? where, ExportFormat format, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        _ = Count(where);
        metadata ??= new Dictionary<string, string>();
        if (format == ExportFormat.Arrow)
        {
            ArrowFile.Write(Columns, Select(NamesOf(Columns).Select(SqlText.Name), where, reader => reader), metadata, path);
            return;
        }

        IEnumerable<string> entries = metadata
            .Select(entry => $"{SqlText.Text(entry.Key)}: {SqlText.Text(entry.Value)}");
        string options = format == ExportFormat.Csv ? "FORMAT csv, HEADER true"
            : metadata.Count > 0 ? $"{Parquet}, KV_METADATA {{{string.Join(", ", entries)}}}"
            : Parquet;
        WhereClause? clause = Clause(where);
        string columns = string.Join(", ", NamesOf(Columns).Select(SqlText.Name));
        string query = $"SELECT {columns} FROM runs{clause}";
        using DuckDBCommand command = running = view.Command($"COPY ({query}) TO {SqlText.Text(path)} ({options})");
        try
        {
            command.ExecuteNonQuery();
        }
        catch (DuckDBException e)
        {
            throw view.FindUnreadable() ?? new StorageException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => view.Dispose();

    private static object?[] ReadRow(DuckDBDataReader reader)
    {
        var row = new object?[reader.FieldCount];
        for (int i = 0; i < row.Length; i++)
            row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        return row;
    }

    private static string[] NamesOf(IReadOnlyList<OutputColumn> columns) => [.. columns.Select(column => column.Name)];

    /// <summary>A column as JSON text, but whole numbers as they are: most columns are counters, which need no conversion to text in
    /// between.</summary>
    private static string JsonOf(OutputColumn column) => column.Type switch
    {
        ColumnType.Integer or ColumnType.Json => SqlText.Name(column.Name),
        _ => $"to_json({SqlText.Name(column.Name)})::VARCHAR",
    };

    private WhereClause? Clause(string? where) => where is null ? null : new WhereClause(where, NamesOf(Columns));

    /// <summary>Asks at once, so that a mistake is told before the first row is used, and reads row by row.</summary>
    private IEnumerable<T> Select<T>(
        IEnumerable<string> expressions, string? where, Func<DuckDBDataReader, T> read, string end = "")
    {
        WhereClause? clause = Clause(where);
        DuckDBCommand command = running = view.Command($"SELECT {string.Join(", ", expressions)} FROM runs{clause}{end}");
        DuckDBDataReader reader = Try(command.ExecuteReader, clause);
        return Rows();

        IEnumerable<T> Rows()
        {
            using (command)
            using (reader)
            {
                while (Try(reader.Read, clause))
                    yield return read(reader);
            }
        }
    }

    private T Try<T>(Func<T> action, WhereClause? clause)
    {
        try
        {
            return action();
        }
        catch (DuckDBException e)
        {
            if (clause is not null && e.ErrorType is DuckDBErrorType.Binder or DuckDBErrorType.Parser or DuckDBErrorType.Catalog)
                throw clause.Explain(e);
            throw view.FindUnreadable()
                ?? clause?.Explain(e) ?? (Exception)new StorageException($"The results cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Some runs of those that a condition lets through; they come in their order by themselves.</summary>
    private static string SomeAfter(long after, int most, string? where) => string.Create(
        CultureInfo.InvariantCulture, $" {(where is null ? "WHERE" : "AND")} {SqlText.Name(SegmentColumns.Run)} > {after} LIMIT {most}");
}
