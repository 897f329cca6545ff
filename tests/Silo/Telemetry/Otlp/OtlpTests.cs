using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Grains.Telemetry;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Silo.Tests.Agents;
using S2Grid.Storage;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Telemetry.Otlp;

[Collection(MetricsCollection.Name)]
public sealed class OtlpTests : IDisposable
{
    /// <summary>STATUS_CODE_ERROR.</summary>
    private const int ErrorStatus = 2;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-otlp-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Export_ASweep_IsOneTraceOfBatchesAndRuns_AndMetricsWhoseExemplarsNameRuns(bool isHttp)
    {
        await using Collector collector = await Collector.StartAsync();
        string sweepId = await SweepAsync(new OtlpTarget(isHttp ? collector.Http : collector.Grpc, isHttp));

        Span[] spans =
            [.. collector.Traces.SelectMany(export => export.Resources).SelectMany(resource => resource.Scopes)
                .SelectMany(scope => scope.Spans)];
        Span sweep = Assert.Single(spans, span => span.Name == "sweep");
        Span[] batches = [.. spans.Where(span => span.Name == "batch")];
        Span[] runs = [.. spans.Where(span => span.Name == "run")];

        Assert.All(spans, span => Assert.Equal(SweepTraces.TraceOf(sweepId).ToHexString(), Convert.ToHexStringLower(span.TraceId.Span)));
        Assert.Empty(sweep.ParentSpanId);
        Assert.Equal("traced", Value(sweep.Attributes, "s2grid.sweep.name").Text_);
        Assert.NotEmpty(batches);
        Assert.All(batches, batch => Assert.Equal(sweep.SpanId, batch.ParentSpanId));
        Assert.Equal(9, batches.Sum(batch => Value(batch.Attributes, "s2grid.batch.runs").Number));

        // The batches are smaller than the distance of runs with spans, so each has one.
        Assert.Equal(batches.Select(batch => batch.SpanId).ToHashSet(), runs.Select(run => run.ParentSpanId).ToHashSet());
        Assert.Equal(batches.Length, runs.Length);
        Assert.All(runs,
            run => Assert.Contains(batches, batch => batch.SpanId == run.ParentSpanId && batch.Start <= run.Start && run.End <= batch.End));
        Assert.Contains(runs,
            run => Value(run.Attributes, "s2grid.strategy").Text_ == "baseline" && Value(run.Attributes, "s2grid.memory").Text_ == "1G");
    }

    [Fact]
    public async Task Export_Metrics_AreThoseOfTheEndpoint_AndExemplarsNameRuns()
    {
        await using Collector collector = await Collector.StartAsync();
        string sweepId = await SweepAsync(new OtlpTarget(collector.Grpc, IsHttp: false));

        Metric[] metrics =
            [.. collector.Metrics.SelectMany(export => export.Resources).SelectMany(resource => resource.Scopes)
                .SelectMany(scope => scope.Metrics)];
        Exemplar[] exemplars =
            [.. metrics.Where(metric => metric.Name == "s2grid.run.duration").SelectMany(metric => metric.Histogram.Points)
                .SelectMany(point => point.Exemplars)];

        Assert.Contains(metrics, metric => metric is { Name: "s2grid.work", Unit: "{event}" });
        Assert.Contains(metrics, metric => metric.Name.StartsWith("orleans-", StringComparison.Ordinal));
        Assert.All(
            collector.Metrics.SelectMany(export => export.Resources),
            resource => Assert.Equal("s2grid-silo", Value(resource.Resource.Attributes, "service.name").Text_));
        Assert.NotEmpty(exemplars);
        Assert.All(exemplars, exemplar => Assert.Equal(sweepId, Value(exemplar.Attributes, "sweep").Text_));
        Assert.All(exemplars, exemplar => Assert.InRange(Value(exemplar.Attributes, "run").Number, 0, 8));
        Assert.Contains(exemplars,
            exemplar => Convert.ToHexStringLower(exemplar.TraceId.Span) == SweepTraces.TraceOf(sweepId).ToHexString());
    }

    [Fact]
    public async Task Export_AMeasuredSweep_IsOneTraceOfItsRuns_EachFromItsLeaseToItsReport()
    {
        await using Collector collector = await Collector.StartAsync();
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        string sweepId = await MeasureAsync(new OtlpTarget(collector.Grpc, IsHttp: false));
        DateTimeOffset after = TimeProvider.System.GetUtcNow();

        Span[] spans =
            [.. collector.Traces.SelectMany(export => export.Resources).SelectMany(resource => resource.Scopes)
                .SelectMany(scope => scope.Spans)];
        Span sweep = Assert.Single(spans, span => span.Name == "sweep");
        Span[] runs = [.. spans.Where(span => span.Name == "measured run").OrderBy(run => run.Start)];

        Assert.All(spans, span => Assert.Equal(SweepTraces.TraceOf(sweepId).ToHexString(), Convert.ToHexStringLower(span.TraceId.Span)));
        Assert.Equal([0, 1], runs.Select(run => Value(run.Attributes, "s2grid.run").Number));
        Assert.All(runs, run => Assert.Equal(sweep.SpanId, run.ParentSpanId));
        Assert.All(runs, run => Assert.Equal(
            ["altra1", "emulated", "enable", "baseline", "4k", "64M", "2M"],
            ((string[])["agent", "provenance", "scenario", "strategy", "backing", "memory", "chunk"]).Select(name =>
                Value(run.Attributes, $"s2grid.{name}").Text_)));
        Assert.All(runs,
            run => Assert.True(Nanoseconds(before) <= run.Start && run.Start < run.End && run.End <= Nanoseconds(after),
                $"{run.Start} to {run.End}"));
        // The catalogue keeps whole milliseconds of when a run was given out.
        Assert.True(runs[0].End / 1_000_000 <= runs[1].Start / 1_000_000, "An agent has one run at a time.");
        Assert.Null(runs[0].Status);
        Assert.Equal((ErrorStatus, "the guest did not boot"), (runs[1].Status.Code, runs[1].Status.Message));

        static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    }

    [Fact]
    public async Task Export_ToACollectorThatIsNotThere_HoldsNothingUp()
    {
        int nobody = S2Grid.Support.FreePort.Next();

        string sweepId = await SweepAsync(new OtlpTarget(new Uri($"http://127.0.0.1:{nobody}"), IsHttp: false));

        Assert.NotEmpty(sweepId);
    }

    /// <summary>Has an agent measure a sweep of two runs, of which the second one fails, on a silo that then ends.</summary>
    private async Task<string> MeasureAsync(OtlpTarget target)
    {
        await using SiloServer silo = await StartAsync(target);
        using var agent = new FakeAgent(silo.Agents);
        RegistrationToken token = await silo.Grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key)
            .CreateToken(new Dictionary<string, string>(), TimeSpan.FromHours(1));
        await agent.RegisterAsync(token.Secret);
        await agent.HelloAsync();
        SweepStart start = await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).Start(new SweepRequest(
            "traced", "backend: kvm\naxes: {memory: 64M, chunk: 2M}\nrepeats: 2\n", "traced.yaml", [], null, SweepPolicy.Default));
        await agent.ReportAsync(agent.Success((await agent.LeaseWorkAsync()).Experiment));
        await agent.ReportAsync(agent.Failure((await agent.LeaseWorkAsync()).Experiment, "the guest did not boot"));
        return start.Status.Id;
    }

    private Task<SiloServer> StartAsync(OtlpTarget target)
    {
        var data = new DataDirectory(folder.FullName);
        var configuration = new SiloConfiguration { ClusterId = "traced", Data = data, Segments = data, Slots = 1, Otlp = target };
        return SiloServer.StartAsync(configuration, TimeProvider.System, logging => logging.ClearProviders(),
            TestContext.Current.CancellationToken);
    }

    /// <summary>Does a sweep of nine runs on a silo that then ends, and so has sent all that it had.</summary>
    private async Task<string> SweepAsync(OtlpTarget target)
    {
        await using SiloServer silo = await StartAsync(target);
        Preset preset = ShippedPresets.All.Single(preset => preset.Name == "rfc-2026-05");
        SweepStart start = await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
            .Start(new SweepRequest("traced", preset.Yaml, "traced.yaml", [], null, SweepPolicy.Default));
        ISweepGrain sweep = silo.Grains.GetGrain<ISweepGrain>(start.Status.Id);
        SweepState state = SweepState.Running;
        await Poll.UntilAsync(async () => (state = (await sweep.GetStatus()).Progress.State).IsAtRest(),
            () => $"the sweep to end, and it is {state}");
        Assert.Equal(SweepState.Done, state);
        return start.Status.Id;
    }

    private static Text Value(IEnumerable<Attribute> attributes, string key) => attributes.Single(attribute => attribute.Key == key).Value;
}
