using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Storage;

namespace S2Grid.Overhead;

/// <summary>
/// What metrics cost: the same sweep on a silo with metrics, scraped every ten seconds, and on one without, in turn; then how long a scrape
/// of a silo takes that has done all of these configurations and is at work again.
/// </summary>
internal static class MetricsOverhead
{
    private const int Slots = 1;

    /// <summary>What a scrape of a busy silo is to stay below.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(100);

    /// <summary>144,000 runs of which no two are alike, in 1,200 combinations of scenario, strategy, backing and memory.</summary>
    private const string Sweep =
        """
        axes:
          scenario: [enable, clear]
          memory: [64M, 128M, 256M, 512M, 1G, 2G, 4G, 8G, 16G, 32G, 64G, 128G, 256G, 512G, 1T]
          backing: [4k, thp, hugetlb-2m, hugetlb-1g]
          strategy: [baseline, rfc, rfc-children-only, rfc-siblings-only, rfc-naive, skip-level3, block-only, block-steer, max-level, lazy]
          chunk: [4K, 2M, 32M, 1G, 4G, whole]
          fwb: [true, false]
          tlbi-range: [true, false]
          base-offset: [0, 2M, 4M, 6M, 8M]
        cost-models: arm64-priors
        """;

    /// <summary>Measures and prints.</summary>
    /// <param name="pairs">How many pairs.</param>
    public static async Task RunAsync(int pairs)
    {
        Console.WriteLine(
            $"cores: {Environment.ProcessorCount}, slots: {Slots}, load before: "
            + $"{(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}");
        await MeasureAsync(hasMetrics: false);
        await MeasureAsync(hasMetrics: true);
        var walls = new List<double>();
        var processors = new List<double>();
        for (int pair = 0; pair < pairs; pair++)
        {
            bool first = pair % 2 == 0;
            Figures one = await MeasureAsync(first);
            Figures two = await MeasureAsync(!first);
            (Figures on, Figures off) = first ? (one, two) : (two, one);
            walls.Add(off.Seconds / on.Seconds);
            processors.Add(off.ProcessorSeconds / on.ProcessorSeconds);
            Print($"with {on.Seconds:f2} s ({on.ProcessorSeconds:f2} s of processors), without {off.Seconds:f2} s "
                + $"({off.ProcessorSeconds:f2} s): {walls[^1]:p1} of the throughput, {processors[^1]:p1} by processors");
        }

        Print($"median of {pairs} pairs: {Median(walls):p1} of the throughput, {Median(processors):p1} by processors");
        await ScrapeAsync();
    }

    private static async Task<Figures> MeasureAsync(bool hasMetrics)
    {
        await using Place place = await Place.StartAsync(hasMetrics);
        using var stop = new CancellationTokenSource();
        Task scraping = hasMetrics ? place.ScrapeAgainAndAgainAsync(stop.Token) : Task.CompletedTask;
        TimeSpan before = Processors();
        var watch = Stopwatch.StartNew();
        await place.SweepAsync("measured");
        var figures = new Figures(watch.Elapsed.TotalSeconds, (Processors() - before).TotalSeconds);
        await stop.CancelAsync();
        await scraping;
        return figures;
    }

    private static async Task ScrapeAsync()
    {
        await using Place place = await Place.StartAsync(hasMetrics: true);
        await place.SweepAsync("first");
        Task busy = place.SweepAsync("second");
        var seconds = new List<double>();
        var slow = new List<string>();
        long bytes = 0;
        while (!busy.IsCompleted)
        {
            (int young, int middle, int old) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
            TimeSpan paused = GC.GetTotalPauseDuration();
            TimeSpan compiled = JitInfo.GetCompilationTime();
            var watch = Stopwatch.StartNew();
            bytes = Math.Max(bytes, await place.ScrapeAsync());
            seconds.Add(watch.Elapsed.TotalSeconds);
            if (watch.Elapsed > Bound)
            {
                slow.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"number {seconds.Count}: {watch.Elapsed.TotalMilliseconds:f0} ms, of which collections paused "
                    + $"{(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:f0} ms "
                    + $"({GC.CollectionCount(0) - young}, {GC.CollectionCount(1) - middle} and {GC.CollectionCount(2) - old} by "
                    + $"generation), and all threads compiled {(JitInfo.GetCompilationTime() - compiled).TotalMilliseconds:f0} ms"));
            }

            await Task.Delay(100);
        }

        await busy;
        Print($"{seconds.Count} scrapes of the busy silo: median {Median(seconds) * 1000:f0} ms, most {seconds.Max() * 1000:f0} ms, "
            + $"{bytes / 1e6:f2} MB");
        Print($"{slow.Count} took longer than {Bound.TotalMilliseconds:f0} ms");
        slow.ForEach(Console.WriteLine);
    }

    private static TimeSpan Processors() => Process.GetCurrentProcess().TotalProcessorTime;

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Print(string line) => Console.WriteLine(line);

    private readonly record struct Figures(double Seconds, double ProcessorSeconds);

    /// <summary>A silo in a folder of its own.</summary>
    private sealed class Place(DirectoryInfo folder, SiloServer silo) : IAsyncDisposable
    {
        private readonly HttpClient client = new();

        public static async Task<Place> StartAsync(bool hasMetrics)
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-overhead-");
            var data = new DataDirectory(folder.FullName);
            var configuration =
                new SiloConfiguration { ClusterId = "overhead", Data = data, Segments = data, Slots = Slots, HasMetrics = hasMetrics };
            return new Place(folder,
                await SiloServer.StartAsync(configuration, TimeProvider.System, logging => logging.ClearProviders(),
                    CancellationToken.None));
        }

        public async Task SweepAsync(string name)
        {
            SweepStart start = await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
                .Start(new SweepRequest(name, $"name: {name}\n{Sweep}", name + ".yaml", [], null, SweepPolicy.Default));
            ISweepGrain sweep = silo.Grains.GetGrain<ISweepGrain>(start.Status.Id);
            while (!(await sweep.GetStatus()).Progress.State.IsAtRest())
                await Task.Delay(20);
        }

        public async Task<long> ScrapeAsync() => (await client.GetByteArrayAsync(new Uri(silo.Http, "/metrics"))).LongLength;

        public async Task ScrapeAgainAndAgainAsync(CancellationToken stop)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
            while (!stop.IsCancellationRequested)
            {
                await ScrapeAsync();
                try
                {
                    await timer.WaitForNextTickAsync(stop);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await silo.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }
}
