using DuckDB.NET.Data;
using S2Grid.Common;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;
using S2Grid.Storage.Reading;

namespace S2Grid.Storage.Tests.Reading;

public sealed class GroupQueryTests : IDisposable
{
    private static readonly string[] ByStrategy = ["strategy"];

    private readonly StoredSweep sweep = new();

    [Fact]
    public async Task Group_Repeats_AreOneGroupWithTheCountsOfEachRun()
    {
        await sweep.StoreDone(first: 0, count: 16);
        await sweep.StoreDone(first: 16, count: 16);
        using SegmentReader reader = sweep.Read();

        GroupedRuns grouped = reader.Group(null, ByStrategy, most: 2000);

        Assert.False(grouped.IsCut);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => 2L * i), grouped.Groups.Select(group => group.FirstRun));
        foreach (RunGroup group in grouped.Groups)
        {
            RunResult run = sweep.Run(group.FirstRun);
            Assert.Equal((run.Run.Configuration, 2, 0, Provenance.Simulated),
                (group.Configuration, group.Runs, group.Failed, group.Provenance));
            Assert.Equal(run.Steps.Select(step => (step.Name, step.Scope)).Order(),
                group.Steps.Select(step => (step.Name, step.Scope)).Order());
            Assert.All(run.Steps, step => Assert.Equal(step.Counters.Values, group.Steps.Single(s => s.Name == step.Name).Counters.Values));
            Assert.All(group.Steps, step => Assert.Empty(step.Differing));
        }
    }

    [Fact]
    public async Task Group_MoreConfigurationsThanAskedFor_KeepsTheFirstWithAllThatIsComparedWithThem()
    {
        await sweep.StoreDone(first: 0, count: 32);
        using SegmentReader reader = sweep.Read();

        GroupedRuns byStrategy = reader.Group(null, ByStrategy, most: 3);
        GroupedRuns byMemory = reader.Group(null, ["memory"], most: 1);

        Assert.Equal([0, 2], reader.Group(null, ByStrategy, most: 2).Groups.Select(group => group.FirstRun));
        Assert.True(reader.Group(null, ByStrategy, most: 14).IsCut);
        Assert.False(reader.Group(null, ByStrategy, most: 15).IsCut);
        Assert.True(byStrategy.IsCut);
        Assert.Equal([0, 2, 4, 6], byStrategy.Groups.Select(group => group.FirstRun));
        Assert.True(byMemory.IsCut);
        Assert.Equal([0, 8], byMemory.Groups.Select(group => group.FirstRun));
    }

    [Fact]
    public async Task Group_OfTheStandardCountersAlone_ComparesAsAllDo()
    {
        await sweep.StoreDone(first: 0, count: 16);
        await sweep.StoreDone(first: 16, count: 16);
        using SegmentReader reader = sweep.Read();
        SweepSpecification specification = sweep.Specification with { CostModels = [.. CostModels.All] };

        foreach (string? where in (string?[])[null, "run >= 20", "run in (3, 30)"])
        {
            IReadOnlyList<RunGroup> all = reader.Group(where, ByStrategy, most: 2000).Groups;
            IReadOnlyList<RunGroup> some =
                reader.Group(where, ByStrategy, most: 2000, counters: StandardCounters.Of(specification)).Groups;

            Assert.Equal(Compared(all), Compared(some));
            Assert.True(Stored(some) < Stored(all) / 2);
        }

        (string, double?, double?, string?)[] Compared(IReadOnlyList<RunGroup> groups)
        {
            var compared = new ComparedSweep("stored", specification, groups);
            IReadOnlyList<ComparisonMetric> metrics = new ComparisonMetrics(specification, groups).Standard;
            return
            [
                .. SweepComparison.Build(compared, metrics, by: [], specification.Baseline).Configurations.SelectMany(one => one.Cells)
                    .Select(cell => (cell.Key.Name, cell.Value.Value, cell.Value.Change, cell.Value.Absence)),
            ];
        }

        static int Stored(IReadOnlyList<RunGroup> groups) =>
            groups.Sum(group => group.Steps.Sum(step => step.Counters.Values.ToArray().Count(value => value != 0)));
    }

    [Fact]
    public async Task Group_FailedRuns_AreCountedApartWithTheReason()
    {
        await sweep.StoreDone(first: 0, count: 4, lease: 1, failed: [1, 2, 3]);
        using SegmentReader reader = sweep.Read();

        GroupedRuns grouped = reader.Group(null, ByStrategy, most: 2000);

        Assert.Equal([(1, 1, "it's broken"), (0, 2, "it's broken")],
            grouped.Groups.Select(group => (group.Runs, group.Failed, group.Error)));
        Assert.Empty(grouped.Groups[1].Steps);
    }

    [Fact]
    public async Task Group_Condition_LeavesTheRestOut()
    {
        await sweep.StoreDone(first: 0, count: 32);
        using SegmentReader reader = sweep.Read();

        Assert.Equal(4, reader.Group("backing = 'thp' and memory_bytes < 8M", ByStrategy, most: 2000).Groups.Count);
        RefusedException wrong = Assert.Throws<RefusedException>(() => reader.Group("backng = 'thp'", ByStrategy, most: 2000));
        Assert.Contains("Did you mean 'backing'?", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Group_NothingStored_IsEmpty()
    {
        using SegmentReader reader = sweep.Read();

        Assert.Equal((false, 0), (reader.Group(null, ByStrategy, most: 1).IsCut, reader.Group(null, ByStrategy, most: 1).Groups.Count));
    }

    [Fact]
    public async Task Group_RunsThatDoNotCountAlike_AreNamedWithBothExtremes()
    {
        BatchRecord batch = await sweep.StoreDone(first: 0, count: 2);
        await Rewrite(batch, "* REPLACE (CASE WHEN run = 1 THEN \"split.walks\" + 5 ELSE \"split.walks\" END AS \"split.walks\")");
        using SegmentReader reader = sweep.Read();

        RunGroup group = Assert.Single(reader.Group(null, ByStrategy, most: 2000).Groups);

        long walks = sweep.Run(0).Steps.Single(step => step.Name == "split").Counters["walks"];
        Assert.Equal([$"split.walks from {walks} to {walks + 5}"], group.Steps.Single(step => step.Name == "split").Differing);
    }

    [Fact]
    public async Task Group_MeasuredRuns_KeepSamplesInTheOrderOfTheRunsAndAgentsApart()
    {
        BatchRecord batch = await sweep.StoreDone(first: 0, count: 8);
        await Rewrite(
            batch,
            """
            * EXCLUDE (provenance, kernel) , 'hardware' AS provenance, CASE WHEN run < 2 THEN 'ampere-1' ELSE 'tx2' END AS agent,
            '6.12' AS kernel,
            'ioctl' AS "enable.scope", CASE WHEN run = 3 THEN NULL ELSE 2.5 - run / 10 END AS "enable.seconds",
            'arm64' AS architecture, 16384::BIGINT AS kernel_page_bytes,
            CASE WHEN run = 1 THEN '["The clock was low."]' ELSE '[]' END AS disturbed
            """);
        await sweep.StoreDone(first: 16, count: 2);
        using SegmentReader reader = sweep.Read();

        IReadOnlyList<RunGroup> groups = reader.Group(null, ByStrategy, most: 2000).Groups;

        Assert.Equal(
            [(Provenance.Hardware, "ampere-1", "6.12"), (Provenance.Hardware, "tx2", "6.12"), (Provenance.Simulated, null, null)],
            groups.Select(group => (group.Provenance, group.Agent, group.Kernel)).Distinct());
        StepGroup enable = groups[0].Steps.Single(step => step.Name == "enable");
        Assert.Equal(Scope.Ioctl, enable.Scope);
        Assert.Equal([2.5, 2.4], enable.Seconds);
        Assert.Equal([2.3], groups[1].Steps.Single(step => step.Name == "enable").Seconds);
        Assert.DoesNotContain(groups[^1].Steps, step => step.Name == "enable");
        Assert.Equal(("arm64", 16384, 1), (groups[0].Architecture, groups[0].PageBytes, groups[0].Disturbed));
        Assert.Equal((0, null), (groups[1].Disturbed, groups[^1].Architecture));
        Assert.Equal(["2.5", "2.4"], reader.Query("agent = 'ampere-1'", ["enable.seconds"]).Rows.Select(row => $"{row[0]}"));
    }

    public void Dispose() => sweep.Dispose();

    /// <summary>Replaces a segment by a selection from it, as an agent's would look.</summary>
    private async Task Rewrite(BatchRecord batch, string selection)
    {
        string file = Path.Combine(sweep.Segments, batch.File);
        string rewritten = Path.Combine(sweep.Segments, "rewritten.parquet");
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT {selection} FROM read_parquet('{file}') ORDER BY run) TO '{rewritten}' (FORMAT parquet)";
        command.ExecuteNonQuery();
        BatchRecord replaced = batch with { File = Path.GetFileName(rewritten), Bytes = new FileInfo(rewritten).Length };
        await sweep.Catalogue.PutBatch(StoredSweep.Id, sweep.Epoch, replaced);
    }
}
