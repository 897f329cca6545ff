using System.Net;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Sweeps;

/// <summary>Sweeps that are put together: by a form of all axes, and in the editor with what completes.</summary>
/// <param name="silo">The silo.</param>
public sealed class NewSweepTests(ConsoleSilo silo) : IClassFixture<ConsoleSilo>
{
    private const float Patience = 120_000;

    [Fact]
    public async Task Form_OfAxes_SaysWhatItWouldRunAndRunsIt()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280);
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(silo.At("/sweeps/new/axes").ToString());

        await page.GetByLabel("name", new() { Exact = true }).FillAsync("by-axes");
        await page.GetByLabel("memory", new() { Exact = true }).FillAsync("64M, lots");
        await page.Locator("#checked li").First.WaitForAsync();
        Assert.Equal("true", await page.GetByLabel("memory", new() { Exact = true }).GetAttributeAsync("aria-invalid"));
        await page.GetByLabel("memory", new() { Exact = true }).FillAsync("64M..256M x2");
        await page.GetByLabel("baseline", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("rfc", new() { Exact = true }).CheckAsync();
        await page.Locator("#checked", new() { HasText = "6 runs; nothing is executed" }).WaitForAsync();
        await page.ReloadAsync();
        Assert.True(await page.GetByLabel("rfc", new() { Exact = true }).IsCheckedAsync());
        AxeResult result = await page.RunAxe();
        Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();

        await page.WaitForURLAsync("**/sweeps/by-axes");
        await page.GetByText("6 of 6 runs (100 %)").WaitForAsync();
    }

    [Fact]
    public async Task Form_WithoutScripts_HasEveryAxisAndWritesTheFile()
    {
        string page = WebUtility.HtmlDecode(
            await silo.GetAsync("/sweeps/new/axes?memory=1G,4G&strategy=baseline&strategy=rfc&dirty=&fwb=false&repeats=2"));

        Assert.All(S2Grid.Runs.Axes.Names, axis => Assert.Contains($"name=\"{axis}\"", page, StringComparison.Ordinal));
        Assert.Contains(
            ">axes:\n  memory: [1G, 4G]\n  fwb: false\n  strategy: [baseline, rfc]\nrepeats: 2\n</pre>", page, StringComparison.Ordinal);
        Assert.Contains("8 runs; nothing is executed", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WithAValueThatIsYaml_TakesItAsAValue()
    {
        string page = WebUtility.HtmlDecode(
            await silo.GetAsync($"/sweeps/new/axes?memory={Uri.EscapeDataString("1G\nname: stolen")}"));

        Assert.Contains("memory: \"1G\\nname: stolen\"", page, StringComparison.Ordinal);
        Assert.Contains("1 error", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editor_CompletesKeysAndValuesFromTheSchema()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280);
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(silo.At("/sweeps/new").ToString());
        ILocator text = page.Locator("#text");

        await text.FocusAsync();
        await page.Locator("#completing").WaitForAsync();
        await TypeAsync("axes:\n  memory: 1G\n  stra", "strategy");
        AxeResult result = await page.RunAxe();
        await text.PressAsync("Enter");
        await TypeAsync("[rfc-n", "rfc-naive");
        await text.PressAsync("Enter");
        await TypeAsync("]\ncost-models: rfc", "rfc-2026-05");
        await text.PressAsync("Tab");
        await text.PressSequentiallyAsync("\nzi");
        await page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await text.PressAsync("Escape");
        await text.PressAsync("Enter");

        Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
        Assert.Equal(
            "axes:\n  memory: 1G\n  strategy: [rfc-naive]\ncost-models: rfc-2026-05\nzi\n", await text.InputValueAsync());

        async Task TypeAsync(string keys, string completion)
        {
            await text.PressSequentiallyAsync(keys);
            await page.GetByRole(AriaRole.Option, new() { Name = completion }).First.WaitForAsync();
        }
    }
}
