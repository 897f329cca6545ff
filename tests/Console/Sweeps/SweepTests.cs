using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Support;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Sweeps;

/// <summary>Sweeps that are written, started and looked at in a real browser.</summary>
/// <param name="silo">The silo.</param>
public sealed class SweepTests(ConsoleSilo silo) : IClassFixture<ConsoleSilo>
{
    private const float Patience = 120_000;
    private const string Yaml = "name: of-the-form\naxes:\n  memory: [64M, 1G]\n  backing: [4k, thp]\n  strategy: [baseline, rfc]\n";

    [Fact]
    public async Task Sweep_FromTheForm_IsCheckedWhileItIsWrittenAndRunsAndShowsWhatWasFound()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280);
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(silo.At("/sweeps/new").ToString());

        await page.Locator("#text").FillAsync(Yaml.Replace("rfc]", "rfcc]", StringComparison.Ordinal));
        await page.Locator("#checked li").First.WaitForAsync();
        string fault = await page.Locator("#checked").InnerTextAsync();
        await page.Locator("#text").FillAsync(Yaml);
        await page.Locator("#checked", new() { HasText = "8 runs; nothing is executed" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await page.WaitForURLAsync("**/sweeps/of-the-form");
        await page.Locator("p.finding").WaitForAsync();
        await page.GetByText("8 of 8 runs (100 %)").WaitForAsync();

        Assert.Contains("sweep.yaml:5:", fault, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'rfc'?", fault, StringComparison.Ordinal);
        Assert.Contains("level-3 visits goes from 16,384 to 0, -100.00 %", await page.Locator("p.finding").InnerTextAsync(),
            StringComparison.Ordinal);
        Assert.Contains("-99.80 %", await page.Locator("table.heat").First.InnerTextAsync(), StringComparison.Ordinal);
        AxeResult result = await page.RunAxe();
        Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));

        await page.GotoAsync(silo.At("/").ToString());
        Assert.Contains("of-the-form done 8 8", (await page.Locator("tbody tr").First.InnerTextAsync()).Replace('\t', ' '),
            StringComparison.Ordinal);
        await page.GotoAsync(
            silo.At("/sweeps/of-the-form?metric=callbacks&across=memory&down=backing&where=memory+%3E+'0'").ToString());
        Assert.Contains("Change of callbacks against the baseline", await page.Locator("table.heat caption").First.InnerTextAsync(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory >", "is not a valid condition")]
    [InlineData("(select count(*) from read_text('/etc/passwd')) > 0", "")]
    [InlineData("1=1; copy (select 1) to '/tmp/s2grid-written'", "")]
    public async Task Condition_ThatIsNoneOrReachesBeyondTheResults_IsRefused(string where, string reason)
    {
        ISweepDirectoryGrain sweeps = silo.Server.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);
        await sweeps.Start(new SweepRequest("asked", "axes: {memory: [64M]}\n", "asked.yaml", [], null, SweepPolicy.Default));
        await Poll.UntilAsync(async () => (await sweeps.Find("asked")).Progress.State == SweepState.Done, () => "the sweep to be done");

        string page = await silo.GetAsync($"/sweeps/asked?where={Uri.EscapeDataString(where)}");

        Assert.Contains("<h1>Not done</h1>", page, StringComparison.Ordinal);
        Assert.Contains(reason, page, StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/s2grid-written"));
    }

    [Fact]
    public async Task Name_ThatIsMarkup_IsTextWhereverItIsShown()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280);
        page.SetDefaultTimeout(Patience);
        var dialogs = 0;
        page.Dialog += (_, dialog) =>
        {
            dialogs++;
            _ = dialog.DismissAsync();
        };
        await page.GotoAsync(silo.At("/sweeps/new").ToString());
        await page.Locator("#text").FillAsync("name: \"<script>alert(1)</script>\"\naxes: {memory: [64M]}\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await page.Locator("#checked li").First.WaitForAsync();
        Assert.Contains("<script>alert(1)</script>", await page.Locator("#checked").InnerTextAsync(), StringComparison.Ordinal);

        await page.Locator("#text").FillAsync(
            "name: marked\ndescription: \"<script>alert(2)</script><img src=x onerror=alert(3)>\"\naxes: {memory: [64M]}\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await page.WaitForURLAsync("**/sweeps/marked");
        await page.Locator("p.finding").WaitForAsync();
        await page.GotoAsync(silo.At("/?search=%3Cscript%3Ealert(4)%3C/script%3E").ToString());
        await page.GotoAsync(silo.At("/sweeps/%3Cscript%3Ealert(5)").ToString());

        Assert.Contains("<script>alert(5)", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, dialogs);
    }
}
