using System.Globalization;
using DuckDB.NET.Data;
using S2Grid.Experiments;
using S2Grid.Mmu;

namespace S2Grid.Storage;

/// <summary>
/// Groups a sweep's runs by configuration and origin, in the database: a first pass over the values' columns decides which
/// configurations fit, a second one counts and gathers those alone, so that memory depends on the groups and not on the runs.
/// </summary>
/// <param name="view">The runs.</param>
/// <param name="plan">What the sweep's specification plans.</param>
/// <param name="where">Which runs; null for all.</param>
internal sealed class GroupQuery(ResultView view, SweepPlan plan, WhereClause? where)
{
    private const string Done = "FILTER (WHERE state = 'succeeded')";
    private const string Failed = "FILTER (WHERE state = 'failed')";

    private readonly List<string> columns = [];

    /// <summary>Reads the groups.</summary>
    /// <param name="compared">The values that are compared: configurations that differ in no others are kept or left out together.</param>
    /// <param name="most">About how many configurations to keep, the first ones.</param>
    public GroupedRuns Read(IReadOnlyCollection<string> compared, int most)
    {
        if (!view.IsStored(SegmentColumns.Run))
            return new GroupedRuns([], IsCut: false);
        IEnumerable<string> shared = plan[0].Configuration.EffectiveValues.Select(value => value.Name).Where(name => !compared.Contains(name));
        string unit = $"hash('', {string.Join(", ", shared.Select(Sql.Name))})";
        bool isCut = ChooseUnits(unit, most);
        List<StepOrdinals> steps = Select();
        string origin = $"identity, provenance, {Stored(SegmentColumns.Agent)}, {Stored(SegmentColumns.Kernel)}";
        using DuckDBCommand command = view.Command(
            $"""
            SELECT {string.Join(", ", columns)} FROM (SELECT *, {unit} AS unit FROM runs{where})
            WHERE unit IN (SELECT unit FROM units WHERE before < {most.ToString(CultureInfo.InvariantCulture)})
            GROUP BY {origin} ORDER BY min(run)
            """);
        using DuckDBDataReader reader = command.ExecuteReader();
        var groups = new List<RunGroup>();
        while (reader.Read())
            groups.Add(Read(reader, steps));
        return new GroupedRuns(groups, isCut);
    }

    /// <summary>Makes the table of units, each with the number of configurations before it; true if they are more than fit.</summary>
    private bool ChooseUnits(string unit, int most)
    {
        using DuckDBCommand create = view.Command(
            $"""
            CREATE OR REPLACE TEMP TABLE units AS
            SELECT unit, sum(configurations) OVER (ORDER BY first) - configurations AS before
            FROM (SELECT {unit} AS unit, min(run) AS first, greatest(1, count(*) FILTER (WHERE repeat = 0)) AS configurations
                  FROM runs{where} GROUP BY 1)
            """);
        create.ExecuteNonQuery();
        using DuckDBCommand last = view.Command("SELECT max(before)::BIGINT FROM units");
        return last.ExecuteScalar() is long before && before >= most;
    }

    private List<StepOrdinals> Select()
    {
        foreach (string column in (IEnumerable<string>)["min(run)", "provenance", Stored(SegmentColumns.Agent), Stored(SegmentColumns.Kernel)])
            columns.Add(column);
        columns.Add($"count(*) {Done}");
        columns.Add($"count(*) {Failed}");
        columns.Add($"arg_min(error, run) {Failed}");
        return [.. view.Steps.Select(Select)];
    }

    private StepOrdinals Select(string step)
    {
        int scope = AddExtremes(step + SegmentColumns.ScopeSuffix);
        (int, int, string)[] counters =
        [
            .. SegmentColumns.Counters(step).Where(counter => view.IsStored(counter.Name))
                .Select(counter => (AddExtremes(counter.Name), counter.Offset, counter.Name)),
        ];
        string seconds = Sql.Name(step + SegmentColumns.SecondsSuffix);
        int? samples = view.IsStored(step + SegmentColumns.SecondsSuffix)
            ? Add($"list({seconds} ORDER BY run) FILTER (WHERE state = 'succeeded' AND {seconds} IS NOT NULL)")
            : null;
        return new StepOrdinals(step, scope, counters, samples);
    }

    private int AddExtremes(string name)
    {
        Add($"min({Sql.Name(name)}) {Done}");
        return Add($"max({Sql.Name(name)}) {Done}") - 1;
    }

    private int Add(string expression)
    {
        columns.Add(expression);
        return columns.Count - 1;
    }

    private RunGroup Read(DuckDBDataReader reader, List<StepOrdinals> steps)
    {
        long first = reader.GetInt64(0);
        return new RunGroup(
            plan[first].Configuration,
            Enum.Parse<Provenance>(reader.GetString(1), ignoreCase: true),
            Text(reader, 2),
            Text(reader, 3),
            first,
            reader.GetInt64(4),
            reader.GetInt64(5),
            Text(reader, 6),
            [.. steps.Where(step => !reader.IsDBNull(step.Scope)).Select(step => Read(reader, step))]);
    }

    private static StepGroup Read(DuckDBDataReader reader, StepOrdinals step)
    {
        var counters = new StepCounters();
        var differing = new List<string>();
        foreach ((int ordinal, int offset, string name) in step.Counters)
        {
            counters.Values[offset] = reader.GetInt64(ordinal);
            Compare(name, ordinal);
        }

        Compare(step.Step + SegmentColumns.ScopeSuffix, step.Scope);
        Scope scope = SegmentColumns.ScopeOf(reader.GetString(step.Scope));
        IReadOnlyList<double> seconds =
            step.Seconds is { } samples && !reader.IsDBNull(samples) ? reader.GetFieldValue<List<double>>(samples) : [];
        return new StepGroup(step.Step, scope, counters, differing, seconds);

        void Compare(string name, int ordinal)
        {
            object least = reader.GetValue(ordinal);
            object most = reader.GetValue(ordinal + 1);
            if (!least.Equals(most))
                differing.Add(string.Create(CultureInfo.InvariantCulture, $"{name} from {least} to {most}"));
        }
    }

    private static string? Text(DuckDBDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private string Stored(string column) => view.IsStored(column) ? Sql.Name(column) : "NULL::VARCHAR";

    /// <summary>Where a step's columns stand in a row; after each smallest value stands the largest.</summary>
    private sealed record StepOrdinals(string Step, int Scope, IReadOnlyList<(int Ordinal, int Offset, string Name)> Counters, int? Seconds);
}
