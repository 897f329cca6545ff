using System.Globalization;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Telemetry;
using S2Grid.Protocol;
using S2Grid.Silo.Tests.Telemetry;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Agents;

/// <summary>What agents measure against what cost models predict, as /metrics tells it after reports over real gRPC.</summary>
[Collection(MetricsCollection.Name)]
public sealed class PredictionCheckTests : IAsyncLifetime
{
    /// <summary>What arm64-priors predicts for enabling the log of 64M of pages: 16,384 visits of each walk and one flush; by
    /// hand.</summary>
    private const double EnableNanoseconds = (16384 * (2.4 + 19)) + 2100;

    private const string Yaml = "backend: kvm\naxes: {memory: 64M, chunk: 2M}\nkvm: {warm-ups: 0}\ncost-models: arm64-priors\n";

    private AgentSilo silo = null!;

    public async ValueTask InitializeAsync() => silo = await AgentSilo.StartAsync();

    public ValueTask DisposeAsync() => silo.DisposeAsync();

    [Fact]
    public async Task Report_OfHardware_IsHeldAgainstTheModelThatTheSweepNames()
    {
        await MeasureAsync("altra1", "hardware", "", "arm64", (long)(2 * EnableNanoseconds), (long)(8 * EnableNanoseconds));

        string[] lines = await UntilCheckedAsync("altra1", 2);

        Assert.Equal(1,
            Value(lines, "s2grid_predictions_checked_total", "provenance=\"hardware\"", "cost_model=\"arm64-priors\"", "phase=\"enable\"",
                "scope=\"ioctl\"", "inside=\"true\""));
        Assert.Equal(1, Value(lines, "s2grid_predictions_checked_total", "phase=\"enable\"", "inside=\"false\""));
        Assert.Equal(10, Value(lines, "s2grid_measured_to_predicted_ratio_sum", "agent=\"altra1\"", "phase=\"enable\""), 4);
        Assert.Equal(0, Value(lines, "s2grid_metrics_dropped_total", "s2grid.predictions.checked"));
        string[] ofSweeps = ["s2grid_measured_", "s2grid_predictions_", "s2grid_agent_runs_", "s2grid_agent_lease_", "s2grid_sweep_"];
        int series = lines.Count(line => ofSweeps.Any(name => line.StartsWith(name, StringComparison.Ordinal)));
        long bound = SeriesBound.Of(SweepSpecification.Parse(Yaml, "s.yaml").Specification!).Series;
        Assert.InRange(series, bound / 3, bound);
    }

    [Theory]
    [InlineData("emulated", "", "arm64")]
    [InlineData("nested", "", "arm64")]
    [InlineData("replayed", "emulated", "arm64")]
    [InlineData("hardware", "", "x64")]
    public async Task Report_OfWhatNoModelIsOf_IsHeldAgainstNone(string provenance, string recorded, string architecture)
    {
        await MeasureAsync("other1", provenance, recorded, architecture, (long)EnableNanoseconds);
        await MeasureAsync("altra1", "replayed", "hardware", "arm64", (long)EnableNanoseconds);

        // Runs are checked in the order in which they are reported.
        string[] lines = await UntilCheckedAsync("altra1", 1);

        Assert.Equal(1, Value(lines, "s2grid_predictions_checked_total", "agent=\"altra1\"", "provenance=\"replayed\""));
        Assert.DoesNotContain(lines,
            line => line.StartsWith("s2grid_predictions", StringComparison.Ordinal) && line.Contains("other1", StringComparison.Ordinal));
        Assert.Equal(1, Value(lines, "s2grid_measured_steps_total", "agent=\"other1\"", "phase=\"enable\""));
    }

    [Fact]
    public async Task Report_OfTheMachineThatAModelWasCalibratedOn_IsHeldAgainstItAndAnotherIsNot()
    {
        const string Model = """
            ---
            file: ./mine.yaml
            name: mine
            description: d
            costs: absolute
            scope: ioctl
            machine: m
            calibrated-on: {agent: lab1, kernel: KERNEL, provenance: emulated}
            limits: l
            parameters:
              - {event: flush, phase: tlbi, counter: tlbi_range, low: 1, mid: 2000, high: 1000000000, source: s}
            """;
        string yaml = Yaml.Replace("arm64-priors", "./mine.yaml", StringComparison.Ordinal)
            + Model.Replace("KERNEL", $"'{FakeAgent.Arm64().Kernel}'", StringComparison.Ordinal);
        await MeasureAsync(yaml, "other1", "emulated", "", "arm64", 4000);
        await MeasureAsync(yaml, "lab1", "emulated", "", "arm64", 4000);

        // Runs are checked in the order in which they are reported.
        string[] lines = await UntilCheckedAsync("lab1", 1);

        Assert.Equal(1, Value(lines, "s2grid_predictions_checked_total", "agent=\"lab1\"", "cost_model=\"mine\"", "inside=\"true\""));
        Assert.DoesNotContain(lines,
            line => line.StartsWith("s2grid_predictions", StringComparison.Ordinal) && line.Contains("other1", StringComparison.Ordinal));
    }

    private Task MeasureAsync(string name, string provenance, string recorded, string architecture, params long[] nanoseconds) =>
        MeasureAsync(Yaml, name, provenance, recorded, architecture, nanoseconds);

    private async Task MeasureAsync(
        string yaml, string name, string provenance, string recorded, string architecture, params long[] nanoseconds)
    {
        Machine machine = FakeAgent.Arm64();
        (machine.Provenance, machine.RecordedProvenance, machine.Architecture) = (provenance, recorded, architecture);
        using FakeAgent agent = await silo.AgentAsync(name, machine);
        await silo.Sweeps.Start(new SweepRequest($"of-{name}", yaml, "s.yaml", [], nanoseconds.Length, SweepPolicy.Default));
        foreach (long enable in nanoseconds)
        {
            LeaseReply lease = await agent.LeaseWorkAsync();
            Assert.True((await agent.ReportAsync(agent.Success(lease.Experiment, enable))).Stored);
        }
    }

    private async Task<string[]> UntilCheckedAsync(string agent, int count)
    {
        using var client = new HttpClient();
        string[] lines = [];
        await Poll.UntilAsync(
            async () =>
            {
                lines = (await client.GetStringAsync(new Uri(silo.Server.Http, "/metrics"), TestContext.Current.CancellationToken)).Split(
                    '\n');
                return lines.Any(line =>
                    line.StartsWith($"s2grid_measured_to_predicted_ratio_count{{agent=\"{agent}\"", StringComparison.Ordinal)
                        && line.EndsWith($" {count}", StringComparison.Ordinal));
            },
            () => string.Join('\n', lines.Where(line => line.StartsWith("s2grid_", StringComparison.Ordinal))));
        return lines;
    }

    private static double Value(string[] lines, string name, params string[] labels)
    {
        string line = Assert.Single(lines, line => line.StartsWith(name, StringComparison.Ordinal) && labels.All(line.Contains));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
