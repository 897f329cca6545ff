using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using S2Grid.Contracts.Leases;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Telemetry;
using S2Grid.Grains.Vms;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Runs;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains.Tests.Vms;

public sealed class BatchRunnerTests : IDisposable
{
    /// <summary>Every VM comes back for each scenario, and between them for each page size and each share of written pages.</summary>
    private const string Yaml =
        """
        name: mixed
        axes:
          scenario: [enable, lazy, clear]
          memory: [4M, 64M]
          backing: [4k, thp]
          dirty: [all, random 0.1 seed 7]
          granule: [4K, 64K]
          chunk: [2M, whole, 0]
          strategy: [baseline, rfc]
        repeats: 2
        """;

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SimulatedVm vm = new(new VmConfiguration { Memory = 1 << 20 });
    private readonly SegmentBuffer results = new();
    private readonly ManualClock clock = new();
    private readonly ManualClock processor = new();
    private TableMemoryBudget budget = new(long.MaxValue);

    public void Dispose()
    {
        vm.Dispose();
        services.Dispose();
    }

    [Fact]
    public void Run_WholeSweep_StoresWhatRunsInThePlansOrderGive()
    {
        SweepSpecification specification = Parse(Yaml);
        int count = (int)specification.Plan.RunCount;

        Runner(specification, count).Run(vm, Runs(0, count), CancellationToken.None);

        AssertEqualsPlanOrder(specification, 0, count);
    }

    [Fact]
    public void Run_VmThatComesBackInThePlan_IsDoneInARow()
    {
        SweepSpecification specification = Parse(Yaml);
        int count = (int)specification.Plan.RunCount;
        List<long> order = [];
        using MeterListener listener = OnRun(order.Add);

        Runner(specification, count).Run(vm, Runs(0, count), CancellationToken.None);

        Assert.InRange(Changes(specification, order), 1, Changes(specification, order.Order()) / 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(100)]
    public void Run_ToldToStop_StoresTheRangeUpToTheFirstRunThatIsNotDone(int runs)
    {
        SweepSpecification specification = Parse(Yaml);
        int count = (int)specification.Plan.RunCount;
        using var stop = new CancellationTokenSource();
        using MeterListener listener = OnRun(_ =>
        {
            if (--runs == 0)
                stop.Cancel();
        });

        Runner(specification, count).Run(vm, Runs(0, count), stop.Token);

        Assert.InRange(results.Count, 1, count - 1);
        AssertEqualsPlanOrder(specification, 0, results.Count);
    }

    [Fact]
    public void Run_ThatTakesTooLong_StoresWhatIsDoneAndTheNextBatchTheRest()
    {
        SweepSpecification specification = Parse(Yaml);
        int count = (int)specification.Plan.RunCount;
        processor.StepPerTimestamp = TimeSpan.FromMilliseconds(10);
        int batches = 0;
        for (int first = 0; first < count; batches++)
        {
            Runner(specification, count).Run(vm, Runs(first, count - first), CancellationToken.None);

            Assert.NotEqual(0, results.Count);
            AssertEqualsPlanOrder(specification, first, results.Count);
            first += results.Count;
            results.Clear();
        }

        Assert.InRange(batches, 3, count / 10);
    }

    [Fact]
    public void Run_OnAMachineWithoutAFreeCore_IsDoneWholeAndTellsWhatItTookOfAProcessor()
    {
        SweepSpecification specification = Parse(Yaml);
        int count = (int)specification.Plan.RunCount;
        clock.StepPerTimestamp = TimeSpan.FromSeconds(1);
        processor.StepPerTimestamp = TimeSpan.FromMicroseconds(1);

        double seconds = Runner(specification, count).Run(vm, Runs(0, count), CancellationToken.None);

        Assert.Equal(count, results.Count);
        Assert.InRange(seconds, 0, 0.1);
    }

    [Fact]
    public void Run_ThatNeedsALargerSilo_EndsTheBatchBehindAllRunsBeforeIt()
    {
        SweepSpecification specification = Parse(
            "axes: {scenario: [enable, clear], memory: [4M, 1G], dirty: random 0.1 seed 7, strategy: [baseline, rfc]}");
        budget = new TableMemoryBudget(1 << 20);
        BatchRunner runner = Runner(specification, 8);

        runner.Run(vm, Runs(0, 8), CancellationToken.None);

        Assert.Equal(6, results.Count);
        Assert.Equal(TableEstimate.Bytes(specification.Plan[6].Configuration), runner.DemandedBytes);
        AssertEqualsPlanOrder(specification, 0, 6);
    }

    private static SweepSpecification Parse(string yaml) => SweepSpecification.Parse(yaml, "mixed.yaml").Specification!;

    private static (long Run, string? Error)[] Runs(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(run => ((long)run, (string?)null))];

    private static int Changes(SweepSpecification specification, IEnumerable<long> order)
    {
        VmConfiguration[] vms = [.. order.Select(run => SimulatedRun.VmOf(specification.Plan[run].Configuration))];
        return vms.Zip(vms.Skip(1)).Count(pair => pair.First != pair.Second);
    }

    /// <summary>Told of each run that is simulated, with its number.</summary>
    private MeterListener OnRun(Action<long> told)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "s2grid.run.duration" && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => told((long)tags.ToArray().Single(tag => tag.Key == "run").Value!));
        listener.Start();
        return listener;
    }

    private BatchRunner Runner(SweepSpecification specification, int count)
    {
        var lease = new BatchLease("sweep", 1, 0, count, null, TimeSpan.FromMinutes(1), long.MaxValue, 1, null);
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        var dropped = new DroppedMeasurements(meters);
        var guests = new GuestStudies(new GuestInstruments(meters, dropped), budget, NullLogger<GuestStudies>.Instance);
        var settings = new GridSettings { Clock = clock, Processor = processor };
        var context = new VmContext(settings, new CountCache(), budget, new GridInstruments(meters, dropped, clock), guests);
        return new BatchRunner(lease, specification, results, context, span: null);
    }

    /// <summary>Checks that the results are those of the runs done one after the other, each but the first of equal ones sharing its
    /// counters.</summary>
    private void AssertEqualsPlanOrder(SweepSpecification specification, int first, int count)
    {
        var expected = new SegmentBuffer();
        Dictionary<string, int> rows = [];
        foreach (PlannedRun run in Enumerable.Range(first, count).Select(index => specification.Plan[index]))
        {
            string identity = run.Configuration.Identity.ToString();
            if (!rows.TryGetValue(identity, out int row))
                rows.Add(identity, expected.Add(SimulatedRun.Execute(vm, run, CancellationToken.None), identity, 0));
            else
                expected.AddReused(run, row);
        }

        Assert.Equal((count, expected.Failed, expected.Reused), (results.Count, results.Failed, results.Reused));
        Assert.Equal(
            expected.Runs.Select(run => (run.Planned.Index, run.Identity, run.State, run.ReusedFrom)),
            results.Runs.Select(run => (run.Planned.Index, run.Identity, run.State, run.ReusedFrom)));
        Assert.Equal(expected.Steps.Select(step => step.Name), results.Steps.Select(step => step.Name));
        foreach ((StepColumns wanted, StepColumns got) in expected.Steps.Zip(results.Steps))
        {
            Assert.Equal(wanted.Scopes.Take(count), got.Scopes.Take(count));
            for (int offset = 0; offset < CounterLayout.Length; offset++)
                Assert.Equal(wanted[offset]?[..count], got[offset]?[..count]);
        }
    }
}
