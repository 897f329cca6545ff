using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>
/// Groups a sweep's runs by configuration and origin, in the database. A first pass over the condition's columns finds the runs, so that
/// only the segments that have any are read further. Where more runs than configurations fit, a pass over the values' columns decides
/// which configurations do, and another one counts and gathers those alone: memory depends on the groups and not on the runs.
/// </summary>
/// <param name="view">The runs.</param>
/// <param name="plan">What the sweep's specification plans.</param>
/// <param name="where">Which runs; null for all.</param>
/// <param name="counters">Which counters, by step and offset; null for all.</param>
internal sealed class GroupQuery(ResultView view, SweepPlan plan, WhereClause? where, Func<string, int, bool>? counters)
{
    private const int IdentityOrdinal = 7;

    /// <summary>The most runs that are asked for by their numbers.</summary>
    private const int MostNamed = 10_000;

    private readonly List<string> columns = [];

    /// <summary>Reads the groups.</summary>
    /// <param name="compared">The values that are compared: configurations that differ in no others are kept or left out together.</param>
    /// <param name="most">About how many configurations to keep, the first ones.</param>
    /// <param name="isCounted">Whether to read what machines counted, too.</param>
    public GroupedRuns Read(IReadOnlyCollection<string> compared, int most, bool isCounted) => view.IsStored(SegmentColumns.Run)
        ? view.OnAllCores(() => Group(compared, most, isCounted))
        : new GroupedRuns([], IsCut: false);

    private GroupedRuns Group(IReadOnlyCollection<string> compared, int most, bool isCounted)
    {
        IEnumerable<string> shared =
            plan[0].Configuration.EffectiveValues.Select(value => value.Name).Where(name => !compared.Contains(name));
        string unit = $"hash({string.Join(", ", shared.Select(SqlText.Name).Prepend("''"))})";
        bool isCut = false;
        string chosen = $"runs{where}";
        int named = Math.Min(most, MostNamed);
        long[] found = Find(named + 1);
        if (found.Length == 0)
            return new GroupedRuns([], IsCut: false);

        if (found.Length <= named)
        {
            chosen = $"{view.Of(found)} WHERE {SqlText.Name(SegmentColumns.Run)} IN ({string.Join(", ", found)})";
        }
        else if (named == most || !Fit(most))
        {
            (isCut, long last) = ChooseUnits(unit, most);
            chosen = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                (SELECT *, {unit} AS unit FROM runs{where})
                WHERE run <= {last} AND unit IN (SELECT unit FROM units WHERE before < {most})
                """);
        }

        List<StepOrdinals> steps = Select();

        // Grouped by state instead of filtered by it: a filter on each of some hundred aggregates takes ten times as long.
        using DuckDBCommand command = view.Command(
            $"""
            SELECT {string.Join(", ", columns)} FROM {chosen}
            GROUP BY identity, state, provenance, {Stored(SegmentColumns.Agent)}, {Kernel} ORDER BY min(run)
            """);
        using DuckDBDataReader reader = command.ExecuteReader();
        var groups = new OrderedDictionary<(string, Provenance, string?, string?), RunGroup>();
        while (reader.Read())
        {
            RunGroup group = Read(reader, steps);
            (string, Provenance, string?, string?) key = (reader.GetString(IdentityOrdinal), group.Provenance, group.Agent, group.Kernel);
            groups[key] = groups.TryGetValue(key, out RunGroup? other) ? Merge(other, group) : group;
        }

        using DuckDBCommand drop = view.Command("DROP TABLE IF EXISTS units");
        drop.ExecuteNonQuery();
        if (!isCounted || !view.IsStored(SegmentColumns.Agent))
            return new GroupedRuns([.. groups.Values], isCut);

        ILookup<(string, Provenance, string?, string?), Measurement> counted = new MeasuredQuery(view, where).Read();
        return new GroupedRuns([.. groups.Select(group => group.Value with { Counted = [.. counted[group.Key]] })], isCut);
    }

    /// <summary>Some of the runs, all if there are no more; ascending.</summary>
    private long[] Find(int most)
    {
        using DuckDBCommand find = view.Command(string.Create(
            CultureInfo.InvariantCulture, $"SELECT {SqlText.Name(SegmentColumns.Run)} FROM runs{where} LIMIT {most}"));
        using DuckDBDataReader reader = find.ExecuteReader();
        List<long> found = [];
        while (reader.Read())
            found.Add(reader.GetInt64(0));

        return [.. found.Order()];
    }

    /// <summary>Whether there are no more runs than configurations fit: to count them takes the condition's columns alone.</summary>
    private bool Fit(int most)
    {
        using DuckDBCommand count = view.Command($"SELECT count(*) FROM runs{where}");
        return (long)count.ExecuteScalar()! <= most;
    }

    /// <summary>Makes the table of units, each with the number of configurations before it.</summary>
    /// <returns>Whether they are more than fit, and the last run of those that do: segments beyond it need not be read again.</returns>
    private (bool IsCut, long LastRun) ChooseUnits(string unit, int most)
    {
        using DuckDBCommand create = view.Command(
            $"""
            CREATE OR REPLACE TEMP TABLE units AS
            SELECT unit, last, sum(configurations) OVER (ORDER BY first) - configurations AS before
            FROM (SELECT {unit} AS unit, min(run) AS first, max(run) AS last, 
                greatest(1, count(*) FILTER (WHERE repeat = 0)) AS configurations
                  FROM runs{where} GROUP BY 1)
            """);
        create.ExecuteNonQuery();
        using DuckDBCommand chosen = view.Command(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT coalesce(max(before) >= {most}, false), coalesce(max(last) FILTER (WHERE before < {most}), -1)::BIGINT FROM units"));
        using DuckDBDataReader row = chosen.ExecuteReader();
        row.Read();
        return (row.GetBoolean(0), row.GetInt64(1));
    }

    private List<StepOrdinals> Select()
    {
        string[] common =
        [
            "min(run)", "provenance", Stored(SegmentColumns.Agent), Kernel, "state", "count(*)",
            "arg_min(error, run)", "identity",
            $"min({Stored(SegmentColumns.Architecture)})", $"coalesce(min({Stored(SegmentColumns.KernelPageBytes)})::BIGINT, 0)",
            $"count(*) FILTER (WHERE {Stored(SegmentColumns.Disturbed)} <> '[]')",
            $"min({Stored(SegmentColumns.KernelStrategy)})",
            Surrounding("tlbi_repeat"), Surrounding("errata"),
        ];
        columns.AddRange(common);
        return [.. view.Steps.Select(Select)];
    }

    private StepOrdinals Select(string step)
    {
        int scope = AddExtremes(step + SegmentColumns.ScopeSuffix);
        (int, int, string)[] read =
        [
            .. SegmentColumns.Counters(step)
                .Where(counter => view.IsStored(counter.Name) && (counters is null || counters(step, counter.Offset)))
                .Select(counter => (AddExtremes(counter.Name), counter.Offset, counter.Name)),
        ];
        string seconds = SqlText.Name(step + SegmentColumns.SecondsSuffix);
        int? samples = view.IsStored(step + SegmentColumns.SecondsSuffix)
            ? Add($"list({seconds} ORDER BY run) FILTER (WHERE {seconds} IS NOT NULL)")
            : null;
        return new StepOrdinals(step, scope, read, samples);
    }

    private int AddExtremes(string name)
    {
        Add($"min({SqlText.Name(name)})");
        return Add($"max({SqlText.Name(name)})") - 1;
    }

    private int Add(string expression)
    {
        columns.Add(expression);
        return columns.Count - 1;
    }

    private RunGroup Read(DuckDBDataReader reader, List<StepOrdinals> steps)
    {
        long first = reader.GetInt64(0);
        bool failed = reader.GetString(4) == RunState.Failed.Word();
        long runs = reader.GetInt64(5);
        return new RunGroup(
            plan[first].Configuration,
            Words.Find<Provenance>(reader.GetString(1))!.Value,
            Text(reader, 2),
            Text(reader, 3),
            first,
            failed ? 0 : runs,
            failed ? runs : 0,
            Text(reader, 6),
            failed ? [] : [.. steps.Where(step => !reader.IsDBNull(step.Scope)).Select(step => Read(reader, step))])
        {
            Architecture = Text(reader, IdentityOrdinal + 1),
            PageBytes = reader.GetInt64(IdentityOrdinal + 2),
            Disturbed = failed ? 0 : reader.GetFieldValue<long>(IdentityOrdinal + 3),
            KernelStrategy = Text(reader, IdentityOrdinal + 4),
            TlbiRepeat = Text(reader, IdentityOrdinal + 5),
            Errata = Text(reader, IdentityOrdinal + 6),
        };
    }

    /// <summary>Joins the runs that failed and those that succeeded.</summary>
    private static RunGroup Merge(RunGroup first, RunGroup second) => first with
    {
        Runs = first.Runs + second.Runs,
        Failed = first.Failed + second.Failed,
        Error = first.Error ?? second.Error,
        Steps = [.. first.Steps, .. second.Steps],
        Architecture = first.Architecture ?? second.Architecture,
        PageBytes = Math.Max(first.PageBytes, second.PageBytes),
        Disturbed = first.Disturbed + second.Disturbed,
        KernelStrategy = first.KernelStrategy ?? second.KernelStrategy,
        TlbiRepeat = first.TlbiRepeat ?? second.TlbiRepeat,
        Errata = first.Errata ?? second.Errata,
    };

    private static StepGroup Read(DuckDBDataReader reader, StepOrdinals step)
    {
        var values = new StepCounters();
        var differing = new List<string>();
        foreach ((int ordinal, int offset, string name) in step.Counters)
        {
            values.Values[offset] = reader.GetInt64(ordinal);
            Compare(name, ordinal);
        }

        Compare(step.Step + SegmentColumns.ScopeSuffix, step.Scope);
        Scope scope = Words.Find<Scope>(reader.GetString(step.Scope))!.Value;
        IReadOnlyList<double> seconds =
            step.Seconds is { } samples && !reader.IsDBNull(samples) ? reader.GetFieldValue<List<double>>(samples) : [];
        return new StepGroup(step.Step, scope, values, differing, seconds);

        void Compare(string name, int ordinal)
        {
            object least = reader.GetValue(ordinal);
            object most = reader.GetValue(ordinal + 1);
            if (!least.Equals(most))
                differing.Add(string.Create(CultureInfo.InvariantCulture, $"{name} from {least} to {most}"));
        }
    }

    private static string? Text(DuckDBDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>What an agent said of its machine before it measured.</summary>
    private string Surrounding(string name) => $"min(json_extract_string({Stored(SegmentColumns.Surroundings)}, '$.before.{name}'))";

    /// <summary>The kernel that was measured; of a simulated run the column of that name is a setting.</summary>
    private string Kernel => view.IsStored(SegmentColumns.Agent)
        ? $"CASE WHEN {Stored(SegmentColumns.Agent)} IS NOT NULL THEN {Stored(SegmentColumns.Kernel)} END" : "NULL::VARCHAR";

    private string Stored(string column) => view.IsStored(column) ? SqlText.Name(column) : "NULL::VARCHAR";

    /// <summary>Where a step's columns stand in a row; after each smallest value stands the largest.</summary>
    private sealed record StepOrdinals(string Step, int Scope, IReadOnlyList<(int Ordinal, int Offset, string Name)> Counters,
        int? Seconds);
}
