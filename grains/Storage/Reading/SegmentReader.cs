using DuckDB.NET.Data;
using DuckDB.NET.Native;
using S2Grid.Common;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Results;
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
public sealed class SegmentReader : IDisposable
{
    /// <summary>
    /// How Parquet is written. A row group waits in memory until it is whole: it is bounded in bytes too, because measured samples are long.
    /// A larger dictionary takes as much memory for each column as a row group does, and hardly makes files smaller.
    /// </summary>
    private const string Parquet = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 10000, ROW_GROUP_SIZE_BYTES '64MB', DICTIONARY_SIZE_LIMIT 256";

    private readonly ResultView view;
    private readonly SweepPlan plan;

    private SegmentReader(ResultView view, SweepPlan plan)
    {
        this.view = view;
        this.plan = plan;
    }

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Columns => view.Columns;

    /// <summary>Opens the results of a sweep.</summary>
    /// <param name="catalogue">Tells which batches are done.</param>
    /// <param name="store">Has their segments.</param>
    /// <param name="sweepId">The sweep's id.</param>
    /// <param name="plan">What its specification plans.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="StorageException">A segment cannot be read; the message names it.</exception>
    public static async Task<SegmentReader> OpenAsync(
        ICatalogue catalogue, ISegmentStore store, string sweepId, SweepPlan plan, CancellationToken cancellation)
    {
        IReadOnlyList<BatchRecord> batches = await catalogue.Batches(sweepId);
        LocalSegments segments = await store.Fetch(sweepId, [.. batches.Select(batch => batch.File)], cancellation);
        return Open(batches, segments, plan);
    }

    /// <summary>Opens results that are at hand.</summary>
    /// <param name="batches">The batches that are done.</param>
    /// <param name="segments">Their segments, in the same order; disposed of with the reader.</param>
    /// <param name="plan">What the sweep's specification plans.</param>
    /// <exception cref="StorageException">A segment cannot be read; the message names it.</exception>
    public static SegmentReader Open(IReadOnlyList<BatchRecord> batches, LocalSegments segments, SweepPlan plan)
    {
        IEnumerable<string> valueNames = plan[0].Configuration.EffectiveValues.Select(value => value.Name);
        return new SegmentReader(new ResultView(batches, segments, valueNames), plan);
    }

    /// <summary>How many results meet a condition.</summary>
    /// <exception cref="RefusedException">The condition cannot be understood.</exception>
    /// <exception cref="StorageException">A segment cannot be read; the message names it.</exception>
    public long Count(string? where) => Select(["COUNT(*)"], where, reader => reader.GetInt64(0)).Single();

    /// <summary>The results that meet a condition as a table, by ascending run.</summary>
    /// <param name="where">The condition, or null for all.</param>
    /// <param name="columns">Which columns; by default all.</param>
    /// <exception cref="RefusedException">The condition cannot be understood.</exception>
    /// <exception cref="StorageException">A segment cannot be read; the message names it.</exception>
    public ResultRows Query(string? where, IReadOnlyList<string>? columns = null)
    {
        columns ??= Columns;
        return new ResultRows(columns, Select(columns.Select(SqlText.Name), where, ReadRow));
    }

    /// <summary>The results that meet a condition, grouped by configuration, provenance, agent and kernel.</summary>
    /// <param name="where">The condition, or null for all.</param>
    /// <param name="compared">
    /// Names of the effective values that are compared: configurations that differ in no others are kept or left out together.
    /// </param>
    /// <param name="most">About how many configurations to keep, the first ones.</param>
    /// <param name="isCounted">Whether to read what machines counted, too: <see cref="RunGroup.Counted"/>.</param>
    /// <exception cref="RefusedException">The condition cannot be understood.</exception>
    /// <exception cref="StorageException">A segment cannot be read; the message names it.</exception>
    public GroupedRuns Group(string? where, IReadOnlyCollection<string> compared, int most, bool isCounted = false)
    {
        WhereClause? clause = Clause(where);
        return Try(() => new GroupQuery(view, plan, clause).Read(compared, most, isCounted), clause);
    }

    /// <summary>Writes the results that meet a condition as JSON, by ascending run: an array with an object a run.</summary>
    /// <exception cref="RefusedException">The condition cannot be understood.</exception>
    /// <exception cref="StorageException">A segment cannot be read; the message names it.</exception>
    public void WriteJson(string? where, TextWriter output, CancellationToken cancellation) =>
        new JsonRows(Columns, view.IsStored).Write(output, Select(view.StoredColumns.Select(JsonOf), where, reader => reader), cancellation);

    /// <summary>
    /// Writes the results that meet a condition to a file, by ascending run; Parquet without the counters that are zero in all of the
    /// sweep's runs.
    /// </summary>
    /// <exception cref="RefusedException">The condition cannot be understood.</exception>
    /// <exception cref="StorageException">A segment cannot be read, or the file cannot be written; the message names it.</exception>
    public void Export(string? where, ExportFormat format, string path)
    {
        _ = Count(where);
        if (format == ExportFormat.Json)
        {
            using StreamWriter output = File.CreateText(path);
            WriteJson(where, output, CancellationToken.None);
            return;
        }

        string options = format == ExportFormat.Csv ? "FORMAT csv, HEADER true" : Parquet;
        WhereClause? clause = Clause(where);
        string columns = string.Join(", ", (format == ExportFormat.Parquet ? view.StoredColumns : Columns).Select(SqlText.Name));
        using DuckDBCommand command = view.Command($"COPY (SELECT {columns} FROM runs{clause}) TO {SqlText.Text(path)} ({options})");
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

    /// <summary>A column as JSON text, but numbers as they are: most columns are counters, which need no conversion to text in between.</summary>
    private string JsonOf(string column) =>
        view.IsStored(column) && view.IsInteger(column) ? SqlText.Name(column) : $"to_json({SqlText.Name(column)})::VARCHAR";

    private WhereClause? Clause(string? where) => where is null ? null : new WhereClause(where, Columns);

    /// <summary>Asks at once, so that a mistake is told before the first row is used, and reads row by row.</summary>
    private IEnumerable<T> Select<T>(IEnumerable<string> expressions, string? where, Func<DuckDBDataReader, T> read)
    {
        WhereClause? clause = Clause(where);
        DuckDBCommand command = view.Command($"SELECT {string.Join(", ", expressions)} FROM runs{clause}");
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
            throw view.FindUnreadable() ?? clause?.Explain(e) ?? (Exception)new StorageException($"The results cannot be read: {e.Message}", e);
        }
    }
}
