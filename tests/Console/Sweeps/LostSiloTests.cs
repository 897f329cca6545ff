using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Support;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Sweeps;

/// <summary>The silo that serves a page is killed, out of three behind one address.</summary>
public sealed class LostSiloTests : IDisposable
{
    private const float Patience = 300_000;

    /// <summary>So many runs that it goes on for a while.</summary>
    private const string Yaml =
        """
        name: outlives
        axes:
          memory: [64M, 256M, 1G]
          backing: [4k, thp, hugetlb-2m]
          strategy: [baseline, rfc, skip-level3]
          chunk: [4K, 2M, 1G]
          base-offset: 0..16M step 4K
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-lost-");
    private readonly List<Process> processes = [];

    [Fact]
    public async Task Page_WhoseSiloIsKilled_SaysSoAndGoesOnWithAnother()
    {
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        await using Browser browser = await Browser.StartAsync();
        await using RedisServer redis = await RedisServer.CreateAsync();
        Uri[] silos = [await StartAsync(redis), await StartAsync(redis), await StartAsync(redis)];
        using var balancer = new Balancer(silos);
        IPage page = await browser.NewPageAsync(1280);
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(new Uri(balancer.Address, "/sweeps/new").ToString());
        await page.Locator("#text").FillAsync(Yaml);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await page.WaitForURLAsync("**/sweeps/outlives");
        await page.Locator("[data-progress]", new() { HasText = "runs/s" }).WaitForAsync();

        processes[0].Kill();

        await page.Locator("[data-progress]", new() { HasText = "the silo does not answer now" }).WaitForAsync();
        await page.Locator("b.good", new() { HasText = "done" }).WaitForAsync();
        await page.Locator("p.finding").WaitForAsync();
        Assert.Contains("(100 %)", await page.Locator("[data-progress]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("failed", await page.Locator("[data-progress]").InnerTextAsync(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (Process process in processes)
        {
            if (!process.HasExited)
                process.Kill();

            process.Dispose();
        }

        folder.Delete(recursive: true);
    }

    private async Task<Uri> StartAsync(RedisServer redis)
    {
        string[] ports = [.. new[] { "silo", "gateway", "http", "agent" }.SelectMany(port => (string[])[$"--{port}-port", "0"])];
        var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "s2grid-silo"),
            [.. ports, "--data", folder.FullName, "--redis", redis.ConnectionString, "--slots", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        })!;
        processes.Add(process);
        process.BeginErrorReadLine();
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new Uri(JsonDocument.Parse(line!).RootElement.GetProperty("http").GetString()!);
    }
}
