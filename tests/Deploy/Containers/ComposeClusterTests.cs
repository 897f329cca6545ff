using System.Globalization;
using System.Text.RegularExpressions;
using S2Grid.Cli.Tests.OlderData;
using S2Grid.Support;
using YamlDotNet.RepresentationModel;

namespace S2Grid.Deploy.Tests.Containers;

/// <summary>
/// The compose file, started by the lines of <c>deploy/operating.md</c>: sweeps over TLS with tokens outlive containers, and Prometheus
/// sees every silo. What was seen is written to <c>compose.txt</c> beside the tests.
/// </summary>
public sealed partial class ComposeClusterTests : IAsyncLifetime
{
    private const string Silos = "silo1 silo2 silo3";
    private const string Prefix = "compose_";
    private const int Widest = 140;

    private static readonly string[] Others = ["redis", "postgres", "prometheus"];

    private static readonly string[] Lines =
        [.. Command().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "operating.md")))
            .Select(match => match.Groups[1].Value)];

    private readonly List<string> seen = [];
    private ContainerHost host = null!;

    public async ValueTask InitializeAsync()
    {
        if (ContainerHost.WhyNot is null)
            host = await ContainerHost.StartAsync(BuiltPrograms.S2Grid);
    }

    public async ValueTask DisposeAsync()
    {
        await File.WriteAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "compose.txt"), seen);
        if (host is not null)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task Lines_OfTheGuide_StartAClusterWhoseSweepsOutliveContainers()
    {
        Assert.SkipWhen(ContainerHost.WhyNot is not null, ContainerHost.WhyNot ?? "");
        try
        {
            await StartAsync();
            await OutliveAsync();
        }
        catch
        {
            const string All = "podman ps --all; for c in $(podman ps --all --quiet); do podman logs --tail 4 $c; done";
            Note(All, (await host.RunAsync(All)).Said, most: 40);
            throw;
        }
    }

    private async Task StartAsync()
    {
        YamlMappingNode services = ComposeTests.Services();
        await StandInImages.MakeAsync(host, Others.ToDictionary(service => service, service => services[service]["image"].ToString()));
        await Programs.MustRunAsync("cp", "-r", ComposeTests.Deploy, Path.Combine(host.Home, "deploy"));
        foreach (string line in Lines)
        {
            if (!line.EndsWith(" up -d", StringComparison.Ordinal))
            {
                await SeeAsync(line);
                continue;
            }

            // Who made the secrets is not who starts the containers.
            await SeeAsync("chown -R 1000:1000 deploy/compose/secrets");
            await SeeAsync($"{line} {Silos} {string.Join(' ', Others)}");
        }

        await UntilAsync("s2grid cluster status --cluster lab", said => said.Contains("lab: 3 silos,", StringComparison.Ordinal));
        await UntilEverySiloIsScrapedAsync();
        foreach (string service in Others)
            await SeeAsync($"podman healthcheck run {Prefix}{service}_1");
    }

    private async Task OutliveAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(host.Home, "contained.yaml"), Sweep, TestContext.Current.CancellationToken);
        await SeeAsync("s2grid run contained.yaml --cluster lab --detach");
        await SeeAsync($"podman kill {Prefix}silo2_1");
        await SeeAsync($"podman kill {Prefix}postgres_1");
        await UntilAsync(
            "timeout 15 s2grid sweeps show contained --cluster lab",
            said => said.Contains("The catalogue in", StringComparison.Ordinal));
        DateTimeOffset back = TimeProvider.System.GetUtcNow();
        await SeeAsync($"podman start {Prefix}postgres_1 {Prefix}silo2_1");

        // One that ends by itself is started again by its restart policy.
        await SeeAsync($"kill -KILL $(podman inspect --format '{{{{.State.Pid}}}}' {Prefix}silo3_1)");
        await UntilAsync(
            $"podman inspect --format '{{{{.RestartCount}}}} {{{{.State.Running}}}}' {Prefix}silo3_1", said => Again().IsMatch(said));
        await SeeAsync("s2grid run contained.yaml --cluster lab --quiet --format csv > there.csv");
        string ended = Ended().Match(await SeeAsync("s2grid sweeps show contained --cluster lab | head -n 8")).Groups[1].Value;
        await host.MustRunAsync("s2grid run contained.yaml --data here --quiet --format csv > here.csv");

        ResultsCsv there = await ReadAsync("there.csv");
        there.HasAllOf(await ReadAsync("here.csv"), but: ["wall_seconds", "reused_from"]);
        Assert.All(there["state"], state => Assert.Equal("succeeded", state));
        Assert.True(DateTimeOffset.Parse(ended, CultureInfo.InvariantCulture) > back, "It was over before PostgreSQL was back.");
        await UntilEverySiloIsScrapedAsync();
    }

    /// <summary>Some seconds for three silos, so that it is under way when they and PostgreSQL are gone.</summary>
    private static string Sweep =>
        $"""
        name: contained
        axes:
          scenario: [clear, lazy]
          memory: [4G]
          backing: [thp, hugetlb-1g]
          strategy: [baseline, rfc, skip-level3]
          chunk: [2M, 1G]
          dirty: [{string.Join(", ", Enumerable.Range(1, 24).Select(seed => $"random 0.1 seed {seed}"))}]
        """;

    private Task UntilEverySiloIsScrapedAsync() => UntilAsync(
        "curl -fsS http://127.0.0.1:9090/api/v1/query --data-urlencode 'query=sum(up{job=\"s2grid\"})'",
        said => said.Contains(",\"3\"]", StringComparison.Ordinal));

    private async Task<string> SeeAsync(string line)
    {
        string said = await host.MustRunAsync(line);
        Note(line, said);
        return said;
    }

    private async Task UntilAsync(string line, Func<string, bool> condition)
    {
        string said = "";
        await Poll.UntilAsync(async () => condition(said = (await host.RunAsync(line)).Said), () => $"{line} says:\n{said}");
        Note(line, said);
    }

    /// <summary>Keeps a command and the end of what it said, with the time of day.</summary>
    private void Note(string line, string said, int most = 7)
    {
        seen.Add($"{TimeProvider.System.GetLocalNow():HH:mm:ss} $ {line}");
        seen.AddRange(
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(most)
                .Select(part => "    " + part[..Math.Min(part.Length, Widest)]));
    }

    private async Task<ResultsCsv> ReadAsync(string file) =>
        ResultsCsv.Parse(await File.ReadAllTextAsync(Path.Combine(host.Home, file), TestContext.Current.CancellationToken));

    [GeneratedRegex(@"^box\$ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("^[1-9][0-9]* true")]
    private static partial Regex Again();

    [GeneratedRegex(@"^last ended +(.+Z)$", RegexOptions.Multiline)]
    private static partial Regex Ended();
}
