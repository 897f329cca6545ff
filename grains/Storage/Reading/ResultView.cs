using System.Globalization;
using DuckDB.NET.Data;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>An in-memory database in which the view <c>runs</c> shows the results of a sweep, zeros included.</summary>
internal sealed class ResultView : IDisposable
{
    private readonly LocalSegments segments;
    private readonly IReadOnlyList<BatchRecord> batches;
    private readonly DuckDBConnection connection = new("DataSource=:memory:");
    private readonly OrderedDictionary<string, string> stored = new(StringComparer.Ordinal);

    /// <summary>Makes the view.</summary>
    /// <param name="batches">The batches that are a part of the sweep.</param>
    /// <param name="segments">Their segments, in the same order; disposed of with the view.</param>
    /// <param name="valueNames">The names of a run's effective values.</param>
    /// <exception cref="StorageException">A segment cannot be read; the message names it.</exception>
    public ResultView(IReadOnlyList<BatchRecord> batches, LocalSegments segments, IEnumerable<string> valueNames)
    {
        this.segments = segments;
        this.batches = batches;
        connection.Open();
        try
        {
            Configure();
            Columns = batches.Count > 0 ? Create() : CreateEmpty([.. SegmentColumns.Common, .. valueNames]);
        }
        catch (DuckDBException e)
        {
            StorageException error = FindUnreadable() ?? new StorageException($"The results cannot be read: {e.Message}", e);
            Dispose();
            throw error;
        }
    }

    /// <summary>The view's columns, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The steps that any run has.</summary>
    public IReadOnlyList<string> Steps { get; private set; } = [];

    /// <summary>The columns of which anything is stored: the others are counters that are zero in all runs.</summary>
    public IEnumerable<string> StoredColumns => batches.Count > 0 ? Columns.Where(IsStored) : Columns;

    /// <summary>Whether any segment has a column of this name; if none has, the view's column is all zeros.</summary>
    public bool IsStored(string column) => stored.ContainsKey(column);

    /// <summary>Whether a stored column has whole numbers.</summary>
    public bool IsInteger(string column) => stored[column] == "BIGINT";

    /// <summary>A command whose results are not gathered before they are read.</summary>
    public DuckDBCommand Command(string sql)
    {
        DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        return command;
    }

    /// <summary>Runs a query of which only sums come out on all cores: nothing of it waits in memory for its turn.</summary>
    public T OnAllCores<T>(Func<T> query)
    {
        SetThreads(Environment.ProcessorCount);
        try
        {
            return query();
        }
        finally
        {
            SetThreads(1);
        }

        void SetThreads(int threads)
        {
            using DuckDBCommand settings = Command(string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
            settings.ExecuteNonQuery();
        }
    }

    /// <summary>Looks for a segment that cannot be read; null if all can.</summary>
    public StorageException? FindUnreadable()
    {
        foreach ((BatchRecord batch, string file) in batches.Zip(segments.Paths))
        {
            try
            {
                using DuckDBCommand probe = Command($"CREATE OR REPLACE TEMP TABLE probe AS SELECT * FROM read_parquet({SqlText.Text(file)})");
                probe.ExecuteNonQuery();
            }
            catch (DuckDBException e)
            {
                return new StorageException(
                    $"The segment {file} with the results of runs {batch.First} to {batch.End - 1} cannot be read: {e.Message.Split('\n')[0].Trim()} " +
                    "Delete the file and resume the sweep; these runs are then simulated again.",
                    e);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connection.Dispose();
        segments.Dispose();
    }

    /// <summary>
    /// Lets rows pass a few at a time: with several threads, those that are ahead wait in memory. One thread keeps their order by itself;
    /// to be asked to keep it would make it take row groups for as large as they are long. What has passed is not kept.
    /// </summary>
    private void Configure()
    {
        using DuckDBCommand settings = Command("SET threads = 1; SET preserve_insertion_order = false; SET enable_external_file_cache = false");
        settings.ExecuteNonQuery();
    }

    private List<string> Create()
    {
        string files = $"[{string.Join(", ", segments.Paths.Select(SqlText.Text))}]";
        string schema = string.Join(", ", ReadSchema(files).Select(Described));
        string source = $"read_parquet({files}, schema = MAP {{{schema}}})";
        Steps = [.. stored.Keys.Where(name => name.EndsWith(SegmentColumns.ScopeSuffix, StringComparison.Ordinal)).Select(name => name[..^SegmentColumns.ScopeSuffix.Length])];
        bool isMeasured = stored.ContainsKey(SegmentColumns.Agent);
        var columns = new List<string>();
        var expressions = new List<string>();
        foreach (string name in stored.Keys.Where(name => !Steps.Any(step => name.StartsWith(step + ".", StringComparison.Ordinal))))
            Add(name, SqlText.Name(name));
        foreach (string step in Steps)
        {
            string scope = step + SegmentColumns.ScopeSuffix;
            Add(scope, SqlText.Name(scope));
            // Nobody counts them where a machine measures: that is not zero.
            foreach ((_, string name) in SegmentColumns.Counters(step).Where(counter => !isMeasured || stored.ContainsKey(counter.Name)))
                Add(name, stored.ContainsKey(name) ? $"COALESCE({SqlText.Name(name)}, 0)" : "0::BIGINT");
            foreach (string name in SegmentColumns.MeasuredSuffixes.Select(suffix => step + suffix).Where(stored.ContainsKey))
                Add(name, SqlText.Name(name));
        }

        using DuckDBCommand create = Command($"CREATE VIEW runs AS SELECT {string.Join(", ", expressions)} FROM {source}");
        create.ExecuteNonQuery();
        return columns;

        void Add(string name, string expression)
        {
            columns.Add(name);
            expressions.Add($"{expression} AS {SqlText.Name(name)}");
        }
    }

    /// <summary>
    /// Finds out which columns there are, so that the database need not: to unite the segments by name it would keep what it knows of each
    /// of them in memory.
    /// </summary>
    private List<(string Name, string Type)> ReadSchema(string files)
    {
        using DuckDBCommand command = Command(
            $"""
            SELECT name, any_value(duckdb_type)
            FROM (SELECT name, duckdb_type, row_number() OVER () AS place FROM parquet_schema({files})) WHERE duckdb_type <> ''
            GROUP BY name ORDER BY min(place)
            """);
        using DuckDBDataReader reader = command.ExecuteReader();
        var columns = new List<(string, string)>();
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
            stored.Add(reader.GetString(0), reader.GetString(1));
        }

        return columns;
    }

    private static string Described((string Name, string Type) column) =>
        $"{SqlText.Text(column.Name)}: {{name: {SqlText.Text(column.Name)}, type: {SqlText.Text(column.Type)}, default_value: NULL}}";

    private IReadOnlyList<string> CreateEmpty(IReadOnlyList<string> names)
    {
        using DuckDBCommand create = Command(
            $"CREATE VIEW runs AS SELECT {string.Join(", ", names.Select(name => $"NULL AS {SqlText.Name(name)}"))} WHERE false");
        create.ExecuteNonQuery();
        return names;
    }
}
