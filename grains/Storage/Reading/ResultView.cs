using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>An in-memory database in which the view <c>runs</c> shows the results of a sweep, zeros included.</summary>
internal sealed class ResultView : IDisposable
{
    private const string Zero = "0::BIGINT";
    private const string Chosen = "chosen_runs";

    private readonly LocalSegments segments;
    private readonly IReadOnlyList<BatchRecord> batches;
    private readonly DuckDBConnection connection = new("DataSource=:memory:");
    private readonly OrderedDictionary<string, string> stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Setting> settings;
    private readonly List<(OutputColumn Output, string Sql)> columns = [];
    private string source = "";

    /// <summary>Makes the view.</summary>
    /// <param name="batches">The batches that are a part of the sweep.</param>
    /// <param name="segments">Their segments, in the same order; disposed of with the view.</param>
    /// <param name="settings">The settings of a run.</param>
    /// <exception cref="StorageException">A segment cannot be read; the message names it.</exception>
    public ResultView(IReadOnlyList<BatchRecord> batches, LocalSegments segments, IEnumerable<Setting> settings)
    {
        this.settings = settings.ToDictionary(setting => setting.Name);
        this.segments = segments;
        this.batches = batches;
        try
        {
            if (FindDamaged() is { } damaged)
                throw damaged;

            connection.Open();
            Configure();
            if (batches.Count > 0)
                Create();
            else
                CreateEmpty();

            CreateRuns();
        }
        catch (DuckDBException e)
        {
            StorageException error = FindUnreadable() ?? new StorageException($"The results cannot be read: {e.Message}", e);
            Dispose();
            throw error;
        }
        catch (StorageException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The view's columns, in order.</summary>
    public IReadOnlyList<OutputColumn> Columns { get; private set; } = [];

    /// <summary>The steps that any run has.</summary>
    public IReadOnlyList<string> Steps { get; private set; } = [];

    /// <summary>Whether any segment has a column of this name; if none has, and it is a counter's, the view's column is all
    /// zeros.</summary>
    public bool IsStored(string column) => stored.ContainsKey(column);

    /// <summary>Whether each column is that of a counter which no run has.</summary>
    public IReadOnlyList<bool> AreZero => [.. columns.Select(column => column.Sql == Zero)];

    /// <summary>Puts columns that follow from others before those of the steps.</summary>
    /// <param name="figures">The columns with their expressions.</param>
    public void Add(IEnumerable<(OutputColumn Output, string Sql)> figures)
    {
        int place = columns.FindIndex(column => Steps.Any(step => column.Output.Name.StartsWith(step + '.', StringComparison.Ordinal)));
        columns.InsertRange(place < 0 ? columns.Count : place, figures);
        CreateRuns();
    }

    /// <summary>Adds a function of a run's number and of another that expressions may call.</summary>
    public void Add<T>(string name, Func<long, int, T> function) => connection.RegisterScalarFunction(name, function);

    /// <summary>A command whose results are not gathered before they are read.</summary>
    public DuckDBCommand Command(string sql)
    {
        DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        return command;
    }

    /// <summary>A view like <c>runs</c> of the segments alone that have any of some runs, good until the next is asked for.</summary>
    /// <param name="runs">The runs' numbers, ascending; there are some.</param>
    public string Of(long[] runs)
    {
        CreateView(Chosen, SourceOf(batches.Zip(segments.Paths).Where(one => HasAny(one.First)).Select(one => one.Second)));
        return Chosen;

        bool HasAny(BatchRecord batch)
        {
            int at = Array.BinarySearch(runs, batch.First);
            return at >= 0 || (~at < runs.Length && runs[~at] < batch.End);
        }
    }

    /// <summary>Lets queries reach nothing on this machine but the segments and a folder.</summary>
    public void Confine(string folder)
    {
        using DuckDBCommand settings = Command(
            $"SET allowed_paths = {ListOf(segments.Paths)}; "
            + $"SET allowed_directories = [{SqlText.Text(folder + Path.DirectorySeparatorChar)}]; "
            + "SET enable_external_access = false");
        settings.ExecuteNonQuery();
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
    public StorageException? FindUnreadable() => Enumerable.Range(0, batches.Count).Select(FaultOf<DuckDBException>(at =>
    {
        using DuckDBCommand probe =
            Command($"CREATE OR REPLACE TEMP TABLE probe AS SELECT * FROM read_parquet({SqlText.Text(segments.Paths[at])})");
        probe.ExecuteNonQuery();
    })).FirstOrDefault(fault => fault is not null);

    /// <summary>Looks for a segment that is not what was stored: its figures would be wrong, and nobody would notice.</summary>
    private StorageException? FindDamaged() => ParallelEnumerable.Range(0, batches.Count).AsOrdered().Select(FaultOf<IOException>(at =>
    {
        if (File.Exists(segments.Paths[at]) && !SegmentName.IsIntact(segments.Names[at], segments.Paths[at], batches[at].Bytes))
            throw new IOException("Its content is not what was stored.");
    })).FirstOrDefault(fault => fault is not null);

    /// <summary>Tells what is wrong with a segment; null if nothing is.</summary>
    private Func<int, StorageException?> FaultOf<TFault>(Action<int> probe)
        where TFault : Exception => at =>
    {
        try
        {
            probe(at);
            return null;
        }
        catch (TFault e)
        {
            string reason = e.Message.Split('\n')[0].Trim().Replace(segments.Paths[at], segments.Names[at], StringComparison.Ordinal);
            return new StorageException(
                $"The segment {segments.Names[at]} with the results of runs {batches[at].First} to {batches[at].End - 1} cannot be read: "
                + $"{reason} Delete the file and resume the sweep; these runs are then simulated again.",
                e);
        }
    };

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
        using DuckDBCommand settings =
            Command("SET threads = 1; SET preserve_insertion_order = false; SET enable_external_file_cache = false");
        settings.ExecuteNonQuery();
    }

    private void Create()
    {
        ReadSchema(ListOf(segments.Paths));
        AddLaterSettings();
        source = SourceOf(segments.Paths);
        Steps = [.. stored.Keys.Where(name => name.EndsWith(SegmentColumns.ScopeSuffix, StringComparison.Ordinal))
            .Select(name => name[..^SegmentColumns.ScopeSuffix.Length])];
        bool isMeasured = stored.ContainsKey(SegmentColumns.Agent);
        foreach (string name in stored.Keys.Where(name => !Steps.Any(step => name.StartsWith(step + ".", StringComparison.Ordinal))))
        {
            // Merged segments have no value in rows of before there was the setting.
            Add(name, settings.TryGetValue(name, out Setting? setting) && setting.IsLater
                ? $"COALESCE({SqlText.Name(name)}, {SqlText.Text(setting.Default!)})" : SqlText.Name(name));
        }

        foreach (string step in Steps)
        {
            OutputColumn[] ofStep = [.. RunColumns.OfStep(step)];
            columns.Add((ofStep[0], SqlText.Name(ofStep[0].Name)));
            // Nobody counts them where a machine measures: that is not zero.
            foreach ((_, string name) in SegmentColumns.Counters(step).Where(counter => !isMeasured || IsStored(counter.Name)))
                columns.Add((RunColumns.Counter(name), IsStored(name) ? $"COALESCE({SqlText.Name(name)}, 0)" : Zero));
            columns.AddRange(ofStep.Skip(1).Where(column => IsStored(column.Name)).Select(column => (column, SqlText.Name(column.Name))));
        }
    }

    /// <summary>Adds a column of what runs are, as it is or as its setting has it.</summary>
    private void Add(string name, string expression)
    {
        if (!settings.TryGetValue(name, out Setting? setting))
        {
            columns.Add((RunColumns.Find(name) ?? new OutputColumn(name, ColumnType.Text, "", ""), expression));
            return;
        }

        columns.AddRange(SettingColumn.Of(setting).Where(one => columns.All(known => known.Output.Name != one.Output.Name))
            .Select(one => (one.Output, one.Sql.Replace("{0}", expression, StringComparison.Ordinal))));
    }

    /// <summary>Makes the view of all columns; their expressions are of what is stored.</summary>
    private void CreateRuns()
    {
        Columns = [.. columns.Select(column => column.Output)];
        CreateView("runs", source);
    }

    private void CreateView(string name, string from)
    {
        IEnumerable<string> expressions = columns.Select(column => $"{column.Sql} AS {SqlText.Name(column.Output.Name)}");
        using DuckDBCommand create = Command($"CREATE OR REPLACE VIEW {name} AS SELECT {string.Join(", ", expressions)} FROM {from}");
        create.ExecuteNonQuery();
    }

    private string SourceOf(IEnumerable<string> paths) =>
        $"read_parquet({ListOf(paths)}, schema = MAP {{{string.Join(", ", stored.Select(Described))}}})";

    private static string ListOf(IEnumerable<string> paths) => $"[{string.Join(", ", paths.Select(SqlText.Text))}]";

    /// <summary>Adds the effective values that no segment has because there was no such setting, each after the one before it.</summary>
    private void AddLaterSettings()
    {
        string? previous = null;
        foreach ((string name, Setting setting) in settings)
        {
            if (!stored.ContainsKey(name) && setting.IsLater)
                stored.Insert(previous is null ? stored.Count : stored.IndexOf(previous) + 1, name, "VARCHAR");

            previous = name;
        }
    }

    /// <summary>
    /// Finds out which columns there are, so that the database need not: to unite the segments by name it would keep what it knows of each
    /// of them in memory.
    /// </summary>
    private void ReadSchema(string files)
    {
        using DuckDBCommand command = Command(
            $"""
            SELECT name, any_value(duckdb_type)
            FROM (SELECT name, duckdb_type, row_number() OVER () AS place FROM parquet_schema({files})) WHERE duckdb_type <> ''
            GROUP BY name ORDER BY min(place)
            """);
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
            stored.Add(reader.GetString(0), reader.GetString(1));
    }

    private static string Described(KeyValuePair<string, string> column) =>
        $"{SqlText.Text(column.Key)}: {{name: {SqlText.Text(column.Key)}, type: {SqlText.Text(column.Value)}, default_value: NULL}}";

    private void CreateEmpty()
    {
        source = "(SELECT 1 WHERE false)";
        IEnumerable<OutputColumn> known = RunColumns.Common.Concat(settings.Values.SelectMany(SettingColumn.Of).Select(one => one.Output));
        columns.AddRange(known.DistinctBy(column => column.Name).Select(column => (column, $"NULL::{column.SqlType}")));
    }
}
