using System.Diagnostics;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts;
using S2Grid.Experiments;
using S2Grid.Servers;
using S2Grid.Silo.Configuration;
using S2Grid.Silo.Hosting;
using S2Grid.Storage;

namespace S2Grid.Deploy.Tests;

/// <summary>A real Prometheus with the rules that are shipped, a real silo, and a sweep.</summary>
public sealed class PrometheusTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Rules_AfterASweep_TellItsChangesAndPredictions()
    {
        Assert.SkipWhen(PrometheusServer.WhyNot is not null, PrometheusServer.WhyNot ?? "");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-watched-");
        try
        {
            var data = new DataDirectory(folder.FullName);
            var configuration = new SiloConfiguration { ClusterId = "watched", Data = data, Segments = data, Slots = 1 };
            await using SiloServer silo = await SiloServer.StartAsync(configuration, TimeProvider.System, Quiet, TestContext.Current.CancellationToken);
            await using PrometheusServer prometheus = await PrometheusServer.CreateAsync(place => Prepare(place, silo));
            await StartAsync(silo, "rfc-2026-05");

            IReadOnlyDictionary<string, double> changes = await UntilAsync(
                prometheus, "s2grid:work_change{event=\"callbacks\", strategy=\"rfc\", memory=\"1G\"}", series: 3, labels => labels["backing"]);
            IReadOnlyDictionary<string, double> predicted = await UntilAsync(
                prometheus, "s2grid:predicted_time_seconds{backing=\"thp\", strategy=\"rfc\", cost_model=\"rfc-2026-05\"}", series: 3, labels => labels["bound"]);
            IReadOnlyDictionary<string, double> up = await UntilAsync(prometheus, "up{job=\"s2grid\"}", series: 1, _ => "up");

            Assert.Equal(-0.998, changes["4k"], 3);
            Assert.Equal(-0.998, changes["thp"], 3);
            Assert.InRange(predicted["mid"], predicted["low"], predicted["high"]);
            Assert.InRange(predicted["mid"], 0.1, 10);
            Assert.Equal(1, up["up"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Quiet(ILoggingBuilder logging) => logging.ClearProviders();

    private static void Prepare(string place, SiloServer silo)
    {
        File.Copy(Path.Combine(PrometheusRuleTests.Folder, "local.yml"), Path.Combine(place, "prometheus.yml"));
        Directory.CreateDirectory(Path.Combine(place, "rules"));
        foreach (string rules in Directory.EnumerateFiles(Path.Combine(PrometheusRuleTests.Folder, "rules")))
            File.Copy(rules, Path.Combine(place, "rules", Path.GetFileName(rules)));
        File.WriteAllText(Path.Combine(place, "targets.json"), $"[{{\"targets\": [\"{silo.Http.Authority}\"]}}]");
    }

    private static async Task StartAsync(SiloServer silo, string name)
    {
        Preset preset = Presets.All.Single(preset => preset.Name == name);
        await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
            .Start(new SweepRequest(name, preset.Yaml, name + ".yaml", [], null, SweepPolicy.Default));
    }

    private static async Task<IReadOnlyDictionary<string, double>> UntilAsync(
        PrometheusServer prometheus, string expression, int series, Func<IReadOnlyDictionary<string, string>, string> key)
    {
        int seen = 0;
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            var found = await prometheus.QueryAsync(expression);
            seen = found.Count;
            if (seen == series)
                return found.ToDictionary(one => key(one.Labels), one => one.Value);
        }

        Assert.Fail($"Awaited {series} series of {expression}; there are {seen}.");
        return new Dictionary<string, double>();
    }
}
