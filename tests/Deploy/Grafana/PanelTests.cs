using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Storage;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Grafana;

/// <summary>
/// Every panel's queries against a real Prometheus that watches a real silo which does sweeps and hears of agents. What they yielded is
/// written to <c>panels.txt</c> beside the tests.
/// </summary>
[Collection("in-process silos")]
public sealed class PanelTests
{
    private const string Sweep =
        """
        axes:
          memory: [1G, 4G]
          backing: [4k, thp]
          scenario: [enable, clear]
          strategy: [baseline, rfc]
          chunk: 1G
        cost-models: rfc-2026-05
        published: rfc-2026-05
        """;

    private const string OfGuests =
        """
        axes:
          memory: 1G
          backing: thp
          scenario: enable
          strategy: [baseline, rfc]
          chunk: 2M
          vcpus: [1, 8]
          bandwidth: 1G
          write-rate: [100M, 4G]
        cost-models: arm64-priors
        """;

    /// <summary>For all panels together; each is asked once at least.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Queries_OfAllPanels_YieldPlausibleSeries()
    {
        Assert.SkipWhen(PrometheusServer.WhyNot is not null, PrometheusServer.WhyNot ?? "");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-panels-");
        try
        {
            var data = new DataDirectory(folder.FullName);
            var configuration = new SiloConfiguration { Data = data, Segments = data, Slots = 1 };
            var clock = new ShiftedClock();
            await using SiloServer silo = await SiloServer.StartAsync(configuration, clock, Quiet, TestContext.Current.CancellationToken);
            await using PrometheusServer prometheus = await PrometheusServer.CreateAsync(place => PrometheusTests.Prepare(place, silo));

            await using var agents = new MeasuringAgents(silo, clock, folder.FullName);
            await agents.StartAsync();

            // Twice, with a scrape between: rates need counts that grow under Prometheus' eyes.
            await WorkAsync(silo, prometheus, "first", Sweep, runs: 16);
            await agents.MeasureAsync("first", "baseline", isLast: false);
            await HearsOfAsync(prometheus, runs: 2);
            await WorkAsync(silo, prometheus, "second", Sweep, runs: 16);
            await WorkAsync(silo, prometheus, "guests", OfGuests, runs: 8);
            await agents.MeasureAsync("second", "rfc", isLast: true);
            await HearsOfAsync(prometheus, runs: 4);
            await agents.LeaveAsync();
            await HoldsAsync(prometheus);
            await NamesRunsAsync(prometheus, "s2grid_run_duration_seconds_bucket{strategy=\"rfc\"}");
            await NamesRunsAsync(prometheus, "s2grid_measured_duration_seconds_bucket{provenance=\"hardware\", scope=\"ioctl\"}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WorkAsync(SiloServer silo, PrometheusServer prometheus, string name, string yaml, int runs)
    {
        await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
            .Start(new SweepRequest(name, $"name: {name}\n{yaml}", name + ".yaml", [], null, SweepPolicy.Default));
        await PrometheusTests.UntilAsync(
            prometheus, $"s2grid_sweep_runs{{sweep=\"{name}\", state=\"done\"}} == {runs}", series: 1, _ => "");
    }

    /// <summary>Waits until Prometheus has seen how the predictions for runs that were played back held: those that are reported
    /// last.</summary>
    private static async Task HearsOfAsync(PrometheusServer prometheus, int runs) => await PrometheusTests.UntilAsync(
        prometheus,
        $"sum(s2grid_predictions_checked_total{{agent=\"{MeasuringAgents.Replaying}\", provenance=\"replayed\", phase=\"enable\"}}) == "
        + $"{runs}", series: 1, _ => "");

    private static async Task NamesRunsAsync(PrometheusServer prometheus, string expression)
    {
        var exemplars = await prometheus.ExemplarsAsync(expression);
        Assert.NotEmpty(exemplars);
        Assert.All(exemplars, labels => Assert.Equal(["run", "sweep"], labels.Keys.Order(StringComparer.Ordinal)));
    }

    private static async Task HoldsAsync(PrometheusServer prometheus)
    {
        IReadOnlyDictionary<string, Expectation> expected = Expectation.ReadAll();
        var waited = Stopwatch.StartNew();
        var lines = new List<string>();
        var wrong = new List<string>();
        var used = new HashSet<string>();
        foreach (Dashboard dashboard in Dashboard.All)
        {
            IReadOnlyList<Dictionary<string, string>> choices = await ChoicesAsync(prometheus, dashboard);
            foreach (DashboardPanel panel in dashboard.Panels)
            {
                foreach (DashboardQuery query in panel.Queries)
                {
                    string key = $"{panel.Key} {query.RefId}";
                    foreach (Dictionary<string, string> choice in choices.Select(choice => Used(choice, query.Expression))
                        .DistinctBy(choice => string.Join(' ', choice)))
                    {
                        string name = key + string.Concat(choice.Where(one => one.Value != ".*").Select(one => $", {one.Key} {one.Value}"));
                        string found = expected.ContainsKey(name) ? name : key;
                        used.Add(found);
                        if (!expected.TryGetValue(found, out Expectation? expectation))
                        {
                            wrong.Add($"{key} is not in expected-panels.txt.");
                            continue;
                        }

                        (string line,
                            string? fault) = await TryAsync(prometheus, name, Substitute(query.Expression, choice), expectation, waited);
                        lines.Add(line);
                        if (fault is not null)
                            wrong.Add(fault);
                    }
                }
            }
        }

        await File.WriteAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "panels.txt"), lines, TestContext.Current.CancellationToken);
        wrong.AddRange(expected.Keys.Except(used).Select(key => $"{key} is in expected-panels.txt, and no panel is it."));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task<(string Line, string? Fault)> TryAsync(
        PrometheusServer prometheus, string key, string expression, Expectation expectation, Stopwatch waited)
    {
        for (; ; await Task.Delay(500, TestContext.Current.CancellationToken))
        {
            // A quantile of what did not grow while Prometheus looked is no number; a panel draws nothing there.
            double[] values =
                [.. (await prometheus.QueryAsync(expression)).Select(series => series.Value).Where(value => !double.IsNaN(value))];
            bool holds = expectation.Series == 0
                ? values.Length == 0
                : values.Length >= expectation.Series && values.All(value => value >= expectation.Low && value <= expectation.High);
            if (!holds && waited.Elapsed < Patience)
                continue;
            string range = values.Length == 0
                ? "" : string.Create(CultureInfo.InvariantCulture, $" from {values.Min():g4} to {values.Max():g4}");
            string line = $"{key}: {values.Length} series{range}";
            return (line,
                holds ? null : $"{line}; expected at least {expectation.Series} "
                    + $"from {expectation.Low} to {expectation.High}: {expression}");
        }
    }

    /// <summary>Values of a dashboard's variables: all of what is chosen from one by one, everything of what may be many.</summary>
    private static async Task<IReadOnlyList<Dictionary<string, string>>> ChoicesAsync(PrometheusServer prometheus, Dashboard dashboard)
    {
        List<Dictionary<string, string>> choices = [[]];
        foreach (DashboardVariable variable in dashboard.Variables.Skip(1))
        {
            var next = new List<Dictionary<string, string>>();
            foreach (Dictionary<string, string> choice in choices)
            {
                string[] values = variable.Type == "custom" ? variable.Query.Split(',') : await ValuesAsync(prometheus, variable, choice);
                next.AddRange(
                    (variable.IsMany ? [".*"] : values).Select(value =>
                        new Dictionary<string, string>(choice) { [variable.Name] = value }));
            }

            choices = next;
        }

        // The cost model is of the split call alone, which is what enable is; a sweep whose run never ends has neither pace nor end.
        return [.. choices.Where(choice =>
            choice.GetValueOrDefault("scenario", "enable") == "enable" && choice.GetValueOrDefault("sweep") != MeasuringAgents.Unending)];
    }

    private static async Task<string[]> ValuesAsync(PrometheusServer prometheus, DashboardVariable variable,
        Dictionary<string, string> chosen)
    {
        var query = DashboardTests.VariableQuery().Match(variable.Query);
        string label = query.Groups["label"].Value;
        Assert.Equal(variable.Name, label);
        var series = await prometheus.QueryAsync($"count by ({label}) ({Substitute(query.Groups["selector"].Value, chosen)})");
        Assert.True(series.Count > 0, $"{variable.Query} has no values.");
        return [.. series.Select(one => one.Labels[label])];
    }

    private static Dictionary<string, string> Used(Dictionary<string, string> choice, string expression) =>
        choice.Where(variable => expression.Contains("$" + variable.Key, StringComparison.Ordinal)).ToDictionary();

    private static string Substitute(string expression, Dictionary<string, string> choice) =>
        choice.Aggregate(expression, (text, variable) => text.Replace("$" + variable.Key, variable.Value, StringComparison.Ordinal));

    private static void Quiet(ILoggingBuilder logging) => logging.ClearProviders();
}
