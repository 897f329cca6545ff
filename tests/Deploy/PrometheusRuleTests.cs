using System.Diagnostics;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests;

/// <summary>What Prometheus is given, read and tried by Prometheus' own tool.</summary>
public sealed class PrometheusRuleTests
{
    internal static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "prometheus");

    [Theory]
    [InlineData("check config --syntax-only prometheus.yml")]
    [InlineData("check config --syntax-only local.yml")]
    [InlineData("check rules rules/recording.yml rules/alerts.yml")]
    [InlineData("test rules tests/recording.yml tests/alerts.yml")]
    public async Task Promtool_WhatIsShipped_FindsNothingWrong(string command)
    {
        Assert.SkipWhen(PrometheusServer.WhyNot is not null, PrometheusServer.WhyNot ?? "");

        (int code, string said) = await RunAsync(command.Split(' '));

        Assert.True(code == 0, said);
    }

    [Fact]
    public void Alerts_Runbooks_AreSectionsOfTheGuide()
    {
        string[] sections = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "operating.md"))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => line[3..].ToLowerInvariant().Replace(' ', '-'))];
        string[] runbooks = [.. File.ReadLines(Path.Combine(Folder, "rules", "alerts.yml"))
            .Where(line => line.Contains("runbook:", StringComparison.Ordinal))
            .Select(line => line.Split('#')[1])];

        Assert.NotEmpty(runbooks);
        Assert.All(runbooks, runbook => Assert.Contains(runbook, sections));
    }

    [Fact]
    public void Alerts_All_AreToldOfInTheGuideAndTriedWhetherTheyFireAndWhetherTheyDoNot()
    {
        string[] alerts = [.. Names(Path.Combine(Folder, "rules", "alerts.yml"), "      - alert: ")];
        string tests = File.ReadAllText(Path.Combine(Folder, "tests", "alerts.yml"));

        Assert.Equal(alerts,
            Names(Path.Combine(AppContext.BaseDirectory, "operating.md"), "| S2Grid").Select(name => "S2Grid" + name.Split(' ')[0]));
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}, eval_time: ", tests, StringComparison.Ordinal));
        Assert.All(alerts, alert => Assert.Contains($"      - alertname: {alert}\n", tests, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(string file, string before) =>
        File.ReadLines(file).Where(line => line.StartsWith(before, StringComparison.Ordinal)).Select(line => line[before.Length..]);

    internal static async Task<(int Code, string Said)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(PrometheusServer.Promtool!, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
