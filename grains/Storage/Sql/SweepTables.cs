using S2Grid.Experiments.Planning;
using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Sql;

/// <summary>The tables of sweeps, their batches and their leases.</summary>
internal sealed class SweepTables(string prefix)
{
    /// <summary>Sweeps; what is asked of a sweep and its epoch stand in further columns.</summary>
    public Table<SweepRecord> Sweeps { get; } = new(
        prefix + "sweeps",
        row => new SweepRecord
        {
            Id = row.Text(),
            Name = row.Text(),
            SpecificationText = row.Text(),
            FileName = row.Text(),
            Overrides = row.Text(),
            Repeats = row.IntegerOrNull(),
            SpecificationHash = row.Text(),
            EngineVersion = row.Text(),
            TotalRuns = row.Long(),
            Phase = (SweepPhase)row.Integer(),
            Fault = row.TextOrNull(),
            CreatedAt = row.Time(),
            StartedAt = row.Time(),
            DoneAtStart = row.Long(),
            EndedAt = row.TimeOrNull(),
            Policy = new SweepPolicy
            {
                Weight = row.Integer(),
                Priority = row.Integer(),
                Parallelism = row.IntegerOrNull(),
                FailFast = row.Flag(),
            },
        },
        ("id", sweep => sweep.Id),
        ("name", sweep => sweep.Name),
        ("specification", sweep => sweep.SpecificationText),
        ("file_name", sweep => sweep.FileName),
        ("overrides", sweep => sweep.Overrides),
        ("repeats", sweep => sweep.Repeats),
        ("specification_hash", sweep => sweep.SpecificationHash),
        ("engine_version", sweep => sweep.EngineVersion),
        ("total_runs", sweep => sweep.TotalRuns),
        ("phase", sweep => (int)sweep.Phase),
        ("fault", sweep => sweep.Fault),
        ("created_at", sweep => sweep.CreatedAt),
        ("started_at", sweep => sweep.StartedAt),
        ("done_at_start", sweep => sweep.DoneAtStart),
        ("ended_at", sweep => sweep.EndedAt),
        ("weight", sweep => sweep.Policy.Weight),
        ("priority", sweep => sweep.Policy.Priority),
        ("parallelism", sweep => sweep.Policy.Parallelism),
        ("fail_fast", sweep => sweep.Policy.FailFast));

    /// <summary>Batches that are done; each row has its sweep, too.</summary>
    public Table<BatchRecord> Batches { get; } = new(
        prefix + "batches",
        row => new BatchRecord(row.Long(), row.Integer(), row.Integer(), row.Integer(), row.Text(), row.Long()) { Attempts = row.Integer() },
        ("first", batch => batch.First),
        ("count", batch => batch.Count),
        ("failed", batch => batch.Failed),
        ("reused", batch => batch.Reused),
        ("file", batch => batch.File),
        ("bytes", batch => batch.Bytes),
        ("attempts", batch => batch.Attempts));

    /// <summary>Ranges of runs that were begun; each row has its sweep, too.</summary>
    public Table<LeaseRecord> Leases { get; } = new(
        prefix + "leases",
        row => new LeaseRecord(row.Long(), row.Integer(), row.Text(), row.Integer()) { Number = row.Long(), Hand = row.Text() },
        ("first", lease => lease.First),
        ("count", lease => lease.Count),
        ("silo", lease => lease.Silo),
        ("deaths", lease => lease.Deaths),
        ("number", lease => lease.Number),
        ("hand", lease => lease.Hand));
}
