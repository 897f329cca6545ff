using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Storage;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests;

/// <summary>A real Prometheus with the rules that are shipped, and a real silo that does a sweep and ends.</summary>
[Collection("in-process silos")]
public sealed class PrometheusTests
{

    [Fact]
    public async Task Rules_ASweepAndThenNoSilo_TellItsChangesAndPredictionsAndAlertOnlyThen()
    {
        Assert.SkipWhen(PrometheusServer.WhyNot is not null, PrometheusServer.WhyNot ?? "");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-watched-");
        try
        {
            var data = new DataDirectory(folder.FullName);
            var configuration = new SiloConfiguration { ClusterId = "watched", Data = data, Segments = data, Slots = 1 };
            SiloServer silo = await SiloServer.StartAsync(configuration, TimeProvider.System, Quiet, TestContext.Current.CancellationToken);
            await using PrometheusServer prometheus = await PrometheusServer.CreateAsync(place => Prepare(place, silo));
            await using (silo)
            {
                await StartAsync(silo, "rfc-2026-05");
                await TellsOfTheSweepAsync(prometheus);
            }

            var missing = await UntilAsync(prometheus, "ALERTS{alertname=\"S2GridSiloMissing\"}", series: 1, labels => labels["instance"]);

            Assert.Equal(silo.Http.Authority, missing.Keys.Single());
            Assert.All(await prometheus.RulesAsync(), rule => Assert.True(rule.Error.Length == 0, $"{rule.Name}: {rule.Error}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task TellsOfTheSweepAsync(PrometheusServer prometheus)
    {
        IReadOnlyDictionary<string, double> changes = await UntilAsync(
            prometheus, "s2grid:work_change{event=\"callbacks\", strategy=\"rfc\", memory=\"1G\"}", series: 3, labels => labels["backing"]);
        IReadOnlyDictionary<string, double> predicted = await UntilAsync(
            prometheus, "s2grid:predicted_time_seconds{backing=\"thp\", strategy=\"rfc\", cost_model=\"rfc-2026-05\"}", series: 3,
            labels => labels["bound"]);
        await UntilAsync(prometheus, "sum(s2grid_sweep_runs{state=\"left\"}) + sum(s2grid_sweep_runs{state=\"leased\"}) == 0", series: 1,
            _ => "");

        // The sweep is over within a few scrapes, and each of its runs counts.
        await UntilAsync(prometheus, "sum(s2grid:runs:increase10m) == sum(s2grid_sweep_runs{state=\"done\"})", series: 1, _ => "");
        IReadOnlyDictionary<string, double> figures = await UntilAsync(
            prometheus,
            "{__name__=~\"up|s2grid:(runs_failed:ratio10m|slots_busy:ratio|memory_gate:ratio|silos_active:count)\"}",
            series: 5,
            labels => labels["__name__"]);

        // Before its first scrape Prometheus has no silo, and begins to doubt.
        await UntilAsync(prometheus, "absent(ALERTS)", series: 1, _ => "");

        Assert.Equal(-0.998, changes["4k"], 3);
        Assert.Equal(-0.998, changes["thp"], 3);
        Assert.InRange(predicted["mid"], predicted["low"], predicted["high"]);
        Assert.InRange(predicted["mid"], 0.1, 10);
        Assert.Equal(1, figures["up"]);
        Assert.Equal(0, figures["s2grid:runs_failed:ratio10m"]);
        Assert.Equal(1, figures["s2grid:silos_active:count"]);
        Assert.InRange(figures["s2grid:slots_busy:ratio"], 0, 1);
        Assert.InRange(figures["s2grid:memory_gate:ratio"], 0, 1);
        Assert.All(await prometheus.RulesAsync(), rule => Assert.True(rule.Error.Length == 0, $"{rule.Name}: {rule.Error}"));
    }

    private static void Quiet(ILoggingBuilder logging) => logging.ClearProviders();

    internal static void Prepare(string place, SiloServer silo)
    {
        File.Copy(Path.Combine(PrometheusRuleTests.Folder, "local.yml"), Path.Combine(place, "prometheus.yml"));
        Directory.CreateDirectory(Path.Combine(place, "rules"));
        foreach (string rules in Directory.EnumerateFiles(Path.Combine(PrometheusRuleTests.Folder, "rules")))
            File.Copy(rules, Path.Combine(place, "rules", Path.GetFileName(rules)));
        File.WriteAllText(Path.Combine(place, "targets.json"), $"[{{\"targets\": [\"{silo.Http.Authority}\"]}}]");
    }

    private static async Task StartAsync(SiloServer silo, string name)
    {
        Preset preset = ShippedPresets.All.Single(preset => preset.Name == name);
        await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
            .Start(new SweepRequest(name, preset.Yaml, name + ".yaml", [], null, SweepPolicy.Default));
    }

    internal static async Task<IReadOnlyDictionary<string, double>> UntilAsync(
        PrometheusServer prometheus, string expression, int series, Func<IReadOnlyDictionary<string, string>, string> key)
    {
        IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)> found = [];
        await Poll.UntilAsync(
            async () => (found = await prometheus.QueryAsync(expression)).Count == series,
            () => $"{series} series of {expression}; there are {found.Count}.");
        return found.ToDictionary(one => key(one.Labels), one => one.Value);
    }
}
