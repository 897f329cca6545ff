using S2Grid.Common;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Runs;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Tests.Reading;

public sealed class SegmentReaderTests : IDisposable
{
    private readonly StoredSweep sweep = new();

    public void Dispose() => sweep.Dispose();

    [Fact]
    public async Task ReadRuns_SeveralSegments_AreTheResultsThatWereStoredInOrder()
    {
        int count = (int)sweep.Plan.RunCount;
        await sweep.StoreDone(10, count - 10);
        await sweep.StoreDone(0, 10);

        using SegmentReader reader = sweep.Read();
        RunResult[] results = [.. reader.ReadRuns(sweep.Plan)];

        Assert.Equal(Enumerable.Range(0, count).Select(index => (long)index), results.Select(result => result.Run.Index));
        foreach (RunResult result in results)
        {
            RunResult expected = sweep.Run(result.Run.Index);
            Assert.Equal(expected.Run.Configuration, result.Run.Configuration);
            Assert.Equal((expected.State, expected.Error, expected.Provenance), (result.State, result.Error, result.Provenance));
            Assert.Equal(expected.Steps.Select(step => (step.Name, step.Scope)), result.Steps.Select(step => (step.Name, step.Scope)));
            foreach ((StepResult a, StepResult b) in expected.Steps.Zip(result.Steps))
                Assert.Equal(a.Counters.Values.ToArray(), b.Counters.Values.ToArray());
        }
    }

    [Fact]
    public async Task Columns_BufferThatHeldAnotherScenarioBefore_StandInTheOrderOfTheRuns()
    {
        const string id = "order";
        SweepPlan plan = SweepSpecification.Parse(
            $"name: {id}\naxes: {{scenario: [lazy, clear], memory: 4M, backing: thp, strategy: baseline, dirty: all}}\n",
            "order.yaml").Specification!.Plan;
        using var vm = new SimulatedVm(plan[0].Configuration.ToVmConfiguration());
        var buffer = new SegmentBuffer();
        var batches = new List<BatchRecord>();
        foreach (long run in new long[] { 1, 0 })
        {
            buffer.Add(SimulatedRun.Execute(vm, plan[run], CancellationToken.None), "identity", wallSeconds: 0.25);
            batches.Insert(0, await sweep.Store.Store(id, buffer, run, lease: 1));
            buffer.Clear();
        }

        LocalSegments segments =
            await sweep.Store.Fetch(id, [.. batches.Select(batch => batch.File)], TestContext.Current.CancellationToken);
        using SegmentReader reader = SegmentReader.Open(batches, segments, plan);

        Assert.Equal(
            ["populate", "wp", "write", "clear", "clear-2"],
            reader.Columns.Select(column => column.Name).Where(name => name.EndsWith(".scope", StringComparison.Ordinal))
                .Select(name => name.Split('.')[0]));
    }

    [Fact]
    public async Task ReadRuns_FailedRun_TellsWhy()
    {
        await sweep.StoreDone(0, 2, failed: 0);

        using SegmentReader reader = sweep.Read();
        RunResult failed = Assert.Single(reader.ReadRuns(sweep.Plan, "state = 'failed'"));

        Assert.Equal((0L, RunState.Failed, "it's broken"), (failed.Run.Index, failed.State, failed.Error));
        Assert.Empty(failed.Steps);
    }

    [Fact]
    public async Task Query_CounterOfAnotherSegmentOnly_IsZeroAndNotMissing()
    {
        // THP splits its blocks; 4k has none, so a segment of 4k runs alone stores no such column.
        await sweep.StoreDone(0, 4);
        await sweep.StoreDone(4, 4);

        using SegmentReader reader = sweep.Read();

        Assert.Equal([0L, 0L, 0L, 0L], reader.Query("backing = '4k'", ["split.split_l2"]).Rows.Select(row => row[0]));
        Assert.Equal([2L, 2L, 2L, 2L], reader.Query("backing = 'thp'", ["split.split_l2"]).Rows.Select(row => row[0]));
        Assert.Equal(8, reader.Count("split.enomem = 0"));
    }

    [Fact]
    public async Task Query_ReusedRun_NamesTheRunWhoseCountersItShares()
    {
        await sweep.StoreDone(0, 4);

        using SegmentReader reader = sweep.Read();
        object?[][] rows = [.. reader.Query(null, ["run", "repeat", "reused_from", "wall_seconds"]).Rows];

        Assert.Equal([0L, 0L, null, 0.25], rows[0]);
        Assert.Equal([1L, 1L, 0L, 0.0], rows[1]);
        Assert.Equal([2L, 0L, null, 0.25], rows[2]);
    }

    [Fact]
    public void Query_NothingStored_HasColumnsAndNoRows()
    {
        using SegmentReader reader = sweep.Read();

        Assert.Contains(reader.Columns, column => column.Name == "strategy");
        Assert.Empty(reader.Query("strategy = 'rfc'").Rows);
        Assert.Empty(reader.ReadRuns(sweep.Plan));
        Assert.Equal(0, reader.Count(null));
    }

    [Theory]
    [InlineData("split.reads.3 > 0 and backing = 'thp'", 4)]
    [InlineData("memory_bytes >= 8M", 8)]
    [InlineData("memory = '4M' -- and a comment", 8)]
    [InlineData("tlbi-range = 'true' AND Strategy in ('rfc')", 8)]
    [InlineData("repeat = 1 or \"split.walks\" < 0", 8)]
    public async Task Count_Condition_IsUnderstoodAsPeopleWriteIt(string where, int expected)
    {
        await sweep.StoreDone(0, 16);

        using SegmentReader reader = sweep.Read();

        Assert.Equal(expected, reader.Count(where));
    }

    [Theory]
    [InlineData("strateg = 'rfc'", "No column is called 'strateg'. Did you mean 'strategy'?")]
    [InlineData("split.raeds.3 > 1", "No column is called 'split.raeds.3'. Did you mean 'split.reads.3'?")]
    [InlineData("strategy = 'rfc'; DROP TABLE runs", "is more than one condition")]
    [InlineData("strategy = 'rfc", "not closed")]
    [InlineData("strategy >", "syntax error")]
    [InlineData("(strategy = 'rfc'", "syntax error")]
    [InlineData("strategy = 5", "strategy = 5")]
    [InlineData("1 = 1) OR (2 = 2) UNION SELECT (1", "closes a parenthesis")]
    [InlineData("memory = ?", "has a '?'")]
    [InlineData("memory = $1", "has a '$'")]
    public async Task Count_Mistake_IsNamedWithTheColumns(string where, string expected)
    {
        await sweep.StoreDone(0, 2);

        using SegmentReader reader = sweep.Read();
        RefusedException error = Assert.Throws<RefusedException>(() => reader.Count(where));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(reader.Columns.Select(column => column.Name), error.Details);
    }

    [Fact]
    public async Task Query_Mistake_IsToldBeforeTheFirstRow()
    {
        await sweep.StoreDone(0, 2);

        using SegmentReader reader = sweep.Read();

        Assert.Throws<RefusedException>(() => reader.Query("no_such = 1"));
    }

    [Fact]
    public async Task Open_UnreadableSegment_IsNamed()
    {
        await sweep.StoreDone(0, 2);
        BatchRecord bad = await sweep.StoreDone(2, 2);
        File.WriteAllText(Path.Combine(sweep.Segments, bad.File), "no Parquet");

        StorageException error = Assert.Throws<StorageException>(sweep.Read);

        Assert.Contains(bad.File, error.Message, StringComparison.Ordinal);
        Assert.Contains("runs 2 to 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadRuns_SegmentWithoutDigestTornInside_IsNamed()
    {
        await sweep.StoreDone(0, 2);
        BatchRecord stored = await sweep.StoreDone(2, 2);
        BatchRecord bad = stored with { File = "000000000002-1.parquet" };
        await sweep.Catalogue.PutBatch(StoredSweep.Id, sweep.Epoch, bad);
        string file = Path.Combine(sweep.Segments, bad.File);
        File.Move(Path.Combine(sweep.Segments, stored.File), file);
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Array.Fill<byte>(bytes, 0xff, 4, bytes.Length / 4);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        using SegmentReader reader = sweep.Read();
        StorageException error = Assert.Throws<StorageException>(() => reader.ReadRuns(sweep.Plan).Count);

        Assert.Contains(bad.File, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Condition_WritesTheSameColumnsOfTheRunsThatMeetItInEveryFormat()
    {
        await sweep.StoreDone(0, 4);
        await sweep.StoreDone(4, 12);
        string file = Path.Combine(sweep.Segments, "..", "it's out");

        using SegmentReader reader = sweep.Read();
        string[] names = [.. reader.Columns.Select(column => column.Name)];

        reader.Export("strategy = 'rfc'", ExportFormat.Csv, file);
        string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(string.Join(',', names), lines[0].Replace("\"", "", StringComparison.Ordinal));
        Assert.Equal(8, lines.Length - 1);

        using var text = new StringWriter();
        reader.WriteJson("strategy = 'rfc'", text, TestContext.Current.CancellationToken);
        using var json = System.Text.Json.JsonDocument.Parse(text.ToString());
        Assert.Equal(8, json.RootElement.GetArrayLength());
        Assert.Equal("rfc", json.RootElement[0].GetProperty("strategy").GetString());
        Assert.True(json.RootElement[0].GetProperty("fwb").GetBoolean());
        Assert.Equal(40, json.RootElement[0].GetProperty("ia-bits").GetInt64());
        Assert.Equal(2 << 20, json.RootElement[0].GetProperty("chunk_bytes").GetInt64());
        Assert.Equal(0, json.RootElement[0].GetProperty("split.split_l2").GetInt64());
        Assert.Equal(names, json.RootElement[0].EnumerateObject().Select(value => value.Name));

        reader.Export("strategy = 'rfc'", ExportFormat.Parquet, file, new Dictionary<string, string> { ["s2grid.it's"] = "a 'note'" });
        await using var parquet = await Parquet.ParquetReader.CreateAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(names, parquet.Schema.Fields.Select(field => field.Name));
        Assert.Equal("a 'note'", parquet.CustomMetadata["s2grid.it's"]);
    }

    /// <summary>Sums and predictions are worked out by the database and by the program, and come out the same to the last bit.</summary>
    [Fact]
    public async Task AddFigures_SumsAndPredictions_AreThoseOfTheProgram()
    {
        await sweep.StoreDone(0, (int)sweep.Plan.RunCount, failed: 3);
        using SegmentReader reader = sweep.Read();
        SweepSpecification specification = sweep.Specification with
        {
            Scope = Scope.Ioctl,
            CostModels = [CostModels.Find("arm64-priors")!, CostModels.Find("v1-2026-06")!, Calibrated],
        };

        reader.AddFigures(specification);

        CostModel priors = specification.CostModels[0];
        string[] columns = [.. NamedCounts.All.Select(sum => sum.Name), .. RunColumns.Predicted(priors.Name).Select(column => column.Name),
            .. RunColumns.Predicted(Calibrated.Name).Select(column => column.Name)];
        Assert.DoesNotContain(reader.Columns, column => column.Name.Contains("v1-2026-06", StringComparison.Ordinal));
        foreach ((RunResult run, object?[] row) in reader.ReadRuns(sweep.Plan).Zip(reader.Query(null, columns).Rows))
        {
            CountedSteps counted = specification.Counted(run.Run.Configuration.Scenario);
            StepCounters counters = counted.Sum(run.Steps);
            Interval? time = priors.Refusal(run.Run.Configuration, counted.Scope, run.Provenance, counters) is null
                ? priors.PredictTime(counters) : null;
            Interval? joint = time is null ? null : Calibrated.PredictTime(counters);
            object?[] expected = [.. NamedCounts.All.Select(sum => (object)sum.Of(counters)), time?.Mid, time?.Low, time?.High,
                joint?.Mid, joint?.Low, joint?.High];
            Assert.Equal(run.State == RunState.Failed ? new object?[expected.Length] : expected, row);
        }

        // Of eight runs one has failed.
        Assert.Equal(7, reader.Count("predicted:arm64-priors > 0 and tlbis > 0 and scenario = 'enable' and strategy = 'rfc'"));
    }

    /// <summary>A model that knows how its costs vary together.</summary>
    private static CostModel Calibrated { get; } = CostModels.Find("arm64-priors")! is var priors
        ? priors with
        {
            Name = "mine",
            Joint = new JointCosts(
                [.. priors.Parameters.Select(one => one.Cost.Mid * 0.9)],
                [.. priors.Parameters.Select((_, row) => Enumerable.Range(0, row + 1).Select(at => at == row ? 3.0 : -0.1).ToArray())], 5),
        }
        : throw new InvalidOperationException();

    [Fact]
    public async Task Export_FolderThatDoesNotExist_IsToldByName()
    {
        await sweep.StoreDone(0, 2);

        using SegmentReader reader = sweep.Read();
        StorageException error = Assert.Throws<StorageException>(() => reader.Export(null, ExportFormat.Csv, "/no/such/folder/file.csv"));

        Assert.Contains("/no/such/folder/file.csv", error.Message, StringComparison.Ordinal);
    }
}
