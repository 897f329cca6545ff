using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Sweeps;

/// <summary>Where figures come from stands at each table and picture, by word and colour.</summary>
/// <param name="silo">The silo.</param>
public sealed class ProvenanceTests(FurnishedSilo silo) : IClassFixture<FurnishedSilo>
{
    [Theory]
    [InlineData("/sweeps/rfc-2026-05", "simulated predicted published")]
    [InlineData("/compare?sweep=rfc-2026-05", "simulated predicted")]
    [InlineData("/sweeps/sizes/table", "simulated")]
    public async Task Figures_OfAPage_SayWhereTheyComeFrom(string path, string expected)
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280);
        await page.GotoAsync(silo.At(path).ToString(), new() { Timeout = 120_000, WaitUntil = WaitUntilState.NetworkIdle });

        string[] bare = await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('table[data-sortable], table.heat, figure')].filter(one => !one.querySelector('.provenance'))"
            + ".map(one => one.textContent)");
        string[] words = await page.EvaluateAsync<string[]>(
            "[...new Set([...document.querySelectorAll('.provenance')].map(one => one.textContent))]");
        int colours = await page.EvaluateAsync<int>(
            "new Set([...document.querySelectorAll('.provenance')].map(one => getComputedStyle(one).color)).size");

        Assert.Empty(bare);
        Assert.Equal(expected.Split(' ').Order(), words.Order());
        Assert.Equal(words.Length, colours);
    }
}
