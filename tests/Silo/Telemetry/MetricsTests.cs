using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using S2Grid.Contracts.Access;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Migration;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Statistics;
using S2Grid.Grains.Telemetry;
using S2Grid.Runs;
using S2Grid.Server;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Telemetry;

[Collection(MetricsCollection.Name)]
public sealed partial class MetricsTests : IAsyncLifetime
{
    private const string OfGuests =
        """
        name: guests
        axes:
          memory: 1G
          backing: thp
          scenario: enable
          strategy: [baseline, rfc]
          chunk: 2M
          vcpus: [1, 8]
          bandwidth: 1G
          write-rate: [100M, 4G]
        repeats: 2
        cost-models: arm64-priors
        """;

    private const string Verdicts = "s2grid_predicted_migrations_verdicts_total";

    private readonly Credentials credentials = new();
    private readonly LogRecorder log = new();
    private SiloServer silo = null!;

    public async ValueTask InitializeAsync()
        => silo = await SecureSilo.StartAsync(credentials, TimeProvider.System, log, redis: null, slots: 1);

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        log.Dispose();
        credentials.Dispose();
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("nobody's", HttpStatusCode.Unauthorized)]
    [InlineData("Agent", HttpStatusCode.Forbidden)]
    [InlineData("Viewer", HttpStatusCode.OK)]
    [InlineData("Admin", HttpStatusCode.OK)]
    public async Task Metrics_ClusterWithTokens_AreForViewers(string? holder, HttpStatusCode expected)
    {
        string? token = Enum.TryParse(holder, out Role role) ? credentials.Secret(role) : holder;

        using HttpResponseMessage answer = await GetAsync(token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_AfterASweep_TellWhatItsTableTells()
    {
        await RunAsync();

        string[] lines = (await ReadAsync()).Split('\n');

        Assert.Equal(262_144,
            Value("s2grid_work_total", "event=\"level3_visits\"", "strategy=\"baseline\"", "backing=\"4k\"", "memory=\"1G\""));
        Assert.Equal(512, Value("s2grid_work_total", "event=\"level3_visits\"", "strategy=\"rfc\"", "backing=\"4k\"", "memory=\"1G\""));
        Assert.Equal(512, Value("s2grid_work_total", "event=\"tlbis\"", "strategy=\"rfc\"", "backing=\"thp\""));
        Assert.Equal(262_144,
            Value("s2grid_stage2_events_total", "event=\"leaf_callbacks\"", "level=\"3\"", "strategy=\"baseline\"", "backing=\"4k\""));
        Assert.Equal(1, Value("s2grid_runs_total", "state=\"done\"", "strategy=\"rfc\"", "backing=\"hugetlb-1g\"", "scenario=\"enable\""));
        double mid =
            Value("s2grid_predicted_time_seconds_total", "bound=\"mid\"", "strategy=\"baseline\"", "backing=\"thp\"",
                "scope=\"split-call\"");
        Assert.InRange(mid, Value("s2grid_predicted_time_seconds_total", "bound=\"low\"", "strategy=\"baseline\"", "backing=\"thp\""), 1);
        Assert.Equal(0, Value("s2grid_sweep_runs", "sweep=\"watched\"", "state=\"left\""));
        Assert.Equal(9, Value("s2grid_sweep_runs", "sweep=\"watched\"", "state=\"done\""));
        Assert.Equal(0, Value("s2grid_metrics_dropped_total", "s2grid.runs"));

        double Value(string name, params string[] labels) => ValueIn(lines, name, labels);
    }

    [Fact]
    public async Task Metrics_AfterASweepOfStallsAndMigrations_TellWhatItsStudiesTell()
    {
        string[] lines = (await StudyAsync()).Split('\n');

        SweepSpecification specification = SweepSpecification.Parse(OfGuests, "guests.yaml").Specification!;
        foreach (Consequence kind in Consequence.All)
        {
            Func<RunConfiguration, PredictedStudy> studies = kind.Study(specification.CostModels[0]);
            RunConfiguration run = specification.Plan[0].Configuration;
            foreach (PredictedFigure figure in kind.Figures.Where(figure => figure.Unit == "ns"))
            {
                string own = kind == Consequence.Stalls ? "vcpus=\"1\"" : "write_rate=\"100M\"";
                string[] labels = [$"figure=\"{figure.Name}\"", "strategy=\"baseline\"", "chunk=\"2M\"", own];
                string name = $"s2grid_predicted_{kind.Name}_";
                double runs = ValueIn(lines, name + "runs_total", labels);

                Assert.Equal(4, runs);
                foreach ((string bound, Func<Interval, double> of) in ((string, Func<Interval, double>)[])
                    [("low", time => time.Low), ("mid", time => time.Mid), ("high", time => time.High)])
                {
                    Assert.Equal(of(studies(run).Find(figure)!.Value) * 1e-9,
                        ValueIn(lines, name + "time_seconds_total", [.. labels, $"bound=\"{bound}\""]) / runs, 9);
                }
            }
        }

        MigrationStudies migrations = new(specification.CostModels[0]);
        var verdicts = Enumerable.Range(0, 16).Select(index => specification.Plan[index].Configuration)
            .GroupBy(run => (run.Strategy, Rate: run["write-rate"], migrations.Of(run).Verdict)).ToArray();
        Assert.Contains("does not converge", verdicts.Select(alike => alike.Key.Verdict));
        foreach (var alike in verdicts)
        {
            (string strategy, string? rate, string? verdict) = alike.Key;
            string[] labels = [$"strategy=\"{strategy}\"", $"write_rate=\"{rate}\"", $"verdict=\"{verdict}\""];
            Assert.Equal(alike.Count(), ValueIn(lines, Verdicts, labels));
        }

        Assert.Equal(0, ValueIn(lines, "s2grid_metrics_dropped_total", "s2grid.predicted.guest"));
    }

    [Fact]
    public async Task Metrics_OfASweepThatWasDeleted_AreGoneAndHideNoSuccessor()
    {
        ISweepDirectoryGrain sweeps = silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);
        await RunAsync();

        await sweeps.Delete((await sweeps.Find("watched")).Id);
        string deleted = await ReadAsync();
        await RunAsync("axes: {memory: [64M, 128M]}");
        string[] anew = [];

        Assert.DoesNotContain("s2grid_sweep_runs{", deleted, StringComparison.Ordinal);
        await Poll.UntilAsync(
            async () => (anew = (await ReadAsync()).Split('\n'))
                .Any(line => line.StartsWith("s2grid_sweep_runs{", StringComparison.Ordinal)),
            () => "the new sweep's figures.");
        Assert.Equal(2, ValueIn(anew, "s2grid_sweep_runs{", "state=\"done\""));
    }

    [Theory]
    [InlineData(null, 9)]
    [InlineData(OfGuests, 2)]
    public async Task Series_OfASweep_AreNoMoreThanADryRunSays(string? yaml, int labelSets)
    {
        string[] ofSweeps = ["s2grid_runs_", "s2grid_work_", "s2grid_stage2_", "s2grid_predicted_", "s2grid_run_duration_",
            "s2grid_sweep_"];
        if (yaml is null)
            await RunAsync();

        string text = await (yaml is null ? ReadAsync() : StudyAsync());
        int series = text.Split('\n').Count(line => ofSweeps.Any(name => line.StartsWith(name, StringComparison.Ordinal)));

        SeriesBound bound = SeriesBound.Of(SweepSpecification.Parse(
            yaml ?? ShippedPresets.All.Single(preset => preset.Name == "rfc-2026-05").Yaml, "a.yaml").Specification!);
        Assert.Equal(labelSets, bound.LabelSets);
        Assert.InRange(series, bound.Series / 4, bound.Series);
    }

    [Fact]
    public async Task Metrics_AfterAThousandConfigurations_AreNoMoreThanTwoMegabytes()
    {
        const string Yaml =
            """
            name: watched
            axes:
              scenario: [enable, clear, lazy]
              memory: [2M, 4M, 8M, 16M, 32M, 64M, 128M, 256M, 512M, 1G, 2G, 4G, 8G, 16G]
              backing: [4k, thp, hugetlb-2m, hugetlb-1g]
              strategy: [baseline, rfc, rfc-children-only, rfc-siblings-only, rfc-naive, skip-level3, block-only, block-steer, max-level]
              chunk: 1G
            cost-models: rfc-2026-05
            published: rfc-2026-05
            """;
        await RunAsync(Yaml);

        string text = await ReadAsync();

        Assert.InRange(
            text.Split('\n')
                .Count(line => line.StartsWith("s2grid_runs_total{", StringComparison.Ordinal) && line.Contains("state=\"done\"")), 1000,
                2000);
        Assert.InRange(text.Length, 500_000, 2_000_000);
    }

    [Fact]
    public async Task Metrics_AfterAnAgentsRun_TellWhatItMeasuredAndHowFarOffThePredictionWas()
    {
        Measure("altra-1");

        string[] lines = (await ReadAsync()).Split('\n');

        Assert.Equal(1, Value("s2grid_agents", "state=\"busy\"", "health=\"quarantined\""));
        Assert.InRange(Value("s2grid_agent_last_seen_seconds", "agent=\"altra-1\""), 60, 600);
        Assert.Equal(1, Value("s2grid_agent_lease_expiries_total", "agent=\"altra-1\""));
        Assert.Equal(1, Value("s2grid_agent_runs_total", "agent=\"altra-1\"", "provenance=\"replayed\"", "state=\"done\""));
        Assert.Equal(0.5,
            Value("s2grid_measured_time_seconds_total", "phase=\"dirty\"", "scope=\"guest\"", "provenance=\"replayed\"", "memory=\"1G\""),
            9);
        Assert.Equal(2, Value("s2grid_measured_steps_total", "phase=\"dirty\""));
        Assert.Equal(1, Value("s2grid_measured_steps_total", "phase=\"enable\"", "scope=\"ioctl\""));
        Assert.Equal(1, Value("s2grid_predictions_checked_total", "inside=\"true\""));
        Assert.Equal(1, Value("s2grid_predictions_checked_total", "inside=\"false\""));
        Assert.Equal(1.25 + 4, Value("s2grid_measured_to_predicted_ratio_sum", "cost_model=\"altra\""), 9);

        double Value(string name, params string[] labels) => ValueIn(lines, name, labels);
    }

    [Fact]
    public async Task Metrics_MoreAgentsThanAreKeptApart_CountWhatIsLeftOut()
    {
        for (int i = 0; i <= AgentInstruments.MaxAgentsShown; i++)
            silo.Services.GetRequiredService<AgentInstruments>().Reported($"agent-{i}", Provenance.Hardware, "done");

        string[] lines = (await ReadAsync()).Split('\n');

        Assert.Equal(AgentInstruments.MaxAgentsShown,
            lines.Count(line => line.StartsWith("s2grid_agent_runs_total{", StringComparison.Ordinal)));
        Assert.Equal(1, ValueIn(lines, "s2grid_metrics_dropped_total", "s2grid.agent.runs"));
    }

    [Fact]
    public async Task Metrics_OwnNames_AreThoseOfTheSnapshot()
    {
        await RunAsync();
        Measure("altra-1");

        string seen = Describe(await StudyAsync());

        string file = Path.Combine(Folder(), "metrics.txt");
        if (Environment.GetEnvironmentVariable("S2GRID_UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(file, seen, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), seen);
    }

    [Fact]
    public async Task Metrics_OwnNames_PromtoolFindsNothingWrong()
    {
        Assert.SkipWhen(PrometheusServer.WhyNot is not null, PrometheusServer.WhyNot ?? "");
        await RunAsync();
        Measure("altra-1");
        IEnumerable<string> own =
            (await StudyAsync()).Split('\n')
                .Where(line => line.Replace("# HELP ", "").Replace("# TYPE ", "").StartsWith("s2grid_", StringComparison.Ordinal));

        using Process promtool = Process.Start(new ProcessStartInfo(PrometheusServer.Promtool!, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(string.Join('\n', own) + "\n");
        promtool.StandardInput.Close();
        string said = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", said);
        Assert.Equal(0, promtool.ExitCode);
    }

    [Fact]
    public async Task Document_Tables_HaveEveryMetricWithItsLabels()
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(Folder(), "metrics.txt"), TestContext.Current.CancellationToken);
        string document = await File.ReadAllTextAsync(
            Path.Combine(Folder(), "..", "..", "..", "client", "docs", "metrics.md"), TestContext.Current.CancellationToken);

        string[] exposed =
            [.. lines.Select(line => Row(line.Split(' ')[0], line.Split(" | ")[^1].Split(' ').Where(label => label is not ("le" or ""))))];
        string[] documented =
            [.. DocumentRow().Matches(document)
                .Select(row =>
                    Row(row.Groups["name"].Value,
                        row.Groups["labels"].Value.Split(',').Select(label => label.Trim()).Where(label => label.Length > 0)))];

        Assert.Equal(exposed.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));

        static string Row(string name, IEnumerable<string> labels) => $"{name} {string.Join(' ', labels.Order(StringComparer.Ordinal))}";
    }

    [Fact]
    public async Task Metrics_OpenMetrics_CarryTheRunAsExemplar()
    {
        await RunAsync();

        string text = await ReadAsync("application/openmetrics-text; version=1.0.0");

        Assert.Contains(text.Split('\n'),
            line => line.StartsWith("s2grid_run_duration_seconds_bucket", StringComparison.Ordinal) && Exemplar().IsMatch(line));
    }

    [Fact]
    public async Task Metrics_OrleansAndRuntime_AreThere()
    {
        string text = await ReadAsync();

        Assert.Contains("orleans_catalog_activations{", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total{", text, StringComparison.Ordinal);
    }

    private static double ValueIn(string[] lines, string name, params string[] labels)
    {
        string line = Assert.Single(lines, line => line.StartsWith(name, StringComparison.Ordinal) && labels.All(line.Contains));
        string value = line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[line.Contains('}') ? 0 : 1];
        return double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What a silo notes when an agent reports a run of two iterations.</summary>
    private void Measure(string agent)
    {
        SweepPlan plan =
            SweepSpecification.Parse(ShippedPresets.All.Single(preset => preset.Name == "rfc-2026-05").Yaml, "a.yaml").Specification!.Plan;
        AgentInstruments instruments = silo.Services.GetRequiredService<AgentInstruments>();
        silo.Services.GetRequiredService<AgentInstruments>().Agents.Set(
            "id", new AgentFigures(agent, Provenance.Replayed, "6.16", "0.1.0", "busy", "quarantined",
                DateTimeOffset.UtcNow.AddMinutes(-2)));
        instruments.Measured(
            agent,
            Provenance.Replayed,
            plan[0],
            "sweep",
            [("enable", Scope.Ioctl, 20_000_000), ("dirty-1", Scope.Guest, 300_000_000), ("dirty-2", Scope.Guest, 200_000_000)]);
        instruments.Reported(agent, Provenance.Replayed, "done");
        instruments.LeaseExpired(agent);
        instruments.Checked(agent, Provenance.Replayed, "altra", "enable", Scope.Ioctl, 20e6, new Interval(14e6, 16e6, 20e6));
        instruments.Checked(agent, Provenance.Replayed, "altra", "enable", Scope.Ioctl, 20e6, new Interval(4e6, 5e6, 6e6));
    }

    /// <summary>Name, type, unit, labels and help of each of our metrics.</summary>
    private static string Describe(string exposition)
    {
        var labels = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var heads = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (string line in exposition.Split('\n'))
        {
            if (Head().Match(line) is { Success: true } head)
            {
                if (!heads.TryGetValue(head.Groups["name"].Value, out List<string>? of))
                    heads.Add(head.Groups["name"].Value, of = []);
                of.Add(head.Groups["text"].Value);
            }
            else if (Sample().Match(line) is { Success: true } sample)
            {
                string name =
                    heads.Keys.Where(key => sample.Groups["name"].Value.StartsWith(key, StringComparison.Ordinal))
                        .MaxBy(key => key.Length)!;
                if (!labels.TryGetValue(name, out SortedSet<string>? of))
                    labels.Add(name, of = new SortedSet<string>(StringComparer.Ordinal));
                of.UnionWith(Label().Matches(sample.Groups["labels"].Value).Select(label => label.Groups[1].Value));
            }
        }

        return string.Concat(labels.Select(metric =>
            $"{metric.Key} {string.Join(" | ", heads[metric.Key].Order(StringComparer.Ordinal))} | {string.Join(' ', metric.Value)}\n"));
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("^# (HELP|TYPE|UNIT) (?<name>s2grid_\\w+) (?<text>.*)$")]
    private static partial Regex Head();

    [GeneratedRegex("^(?<name>s2grid_\\w+)({(?<labels>.*)})? ")]
    private static partial Regex Sample();

    [GeneratedRegex(@"^\| `(?<name>s2grid_\w+)` \| [^|]*\|(?<labels>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex DocumentRow();

    [GeneratedRegex("(\\w+)=\"")]
    private static partial Regex Label();

    [GeneratedRegex("# \\{.*run=\"\\d+\".*sweep=\"|# \\{.*sweep=\".*run=\"\\d+\"")]
    private static partial Regex Exemplar();

    private async Task RunAsync(string? yaml = null, string name = "watched")
    {
        yaml ??= ShippedPresets.All.Single(preset => preset.Name == "rfc-2026-05").Yaml;
        ISweepDirectoryGrain sweeps = silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);
        SweepStart start = await sweeps.Start(new SweepRequest(name, yaml, "watched.yaml", [], null, SweepPolicy.Default));
        ISweepGrain sweep = silo.Grains.GetGrain<ISweepGrain>(start.Status.Id);
        SweepState state = SweepState.Running;
        await Poll.UntilAsync(
            async () => (state = (await sweep.GetStatus()).Progress.State).IsAtRest(), () => $"the sweep to end, and it is {state}");
        Assert.Equal(SweepState.Done, state);
    }

    /// <summary>What is exposed when the studies of a sweep's runs are done.</summary>
    private async Task<string> StudyAsync()
    {
        await RunAsync(OfGuests, "guests");
        string text = "";
        await Poll.UntilAsync(
            async () => (text = await ReadAsync()).Split('\n').Where(line => line.StartsWith(Verdicts, StringComparison.Ordinal))
                .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..], System.Globalization.CultureInfo.InvariantCulture)) == 16,
            () => "16 runs to be studied");
        return text;
    }

    private async Task<string> ReadAsync(string accept = "text/plain")
    {
        using HttpResponseMessage answer = await GetAsync(credentials.Secret(Role.Viewer), accept);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> GetAsync(string? token, string accept = "text/plain")
    {
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(credentials.Authority.CertificatePem);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Http, "/metrics"));
        request.Headers.Accept.ParseAdd(accept);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
