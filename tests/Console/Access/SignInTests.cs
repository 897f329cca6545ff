using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Contracts.Access;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Access;

/// <summary>Two people with tokens, each in a browser.</summary>
/// <param name="silo">The silo.</param>
public sealed class SignInTests(LockedSilo silo) : IClassFixture<LockedSilo>
{
    private const float Patience = 120_000;

    [Fact]
    public async Task Viewer_MayLook_AndOperator_MayRun()
    {
        await using Browser ofOperator = await Browser.StartAsync();
        IPage at = await SignInAsync(ofOperator, Role.Operator, "/sweeps/new");
        await at.Locator("#text").FillAsync("name: theirs\naxes: {memory: [64M], strategy: [baseline, rfc]}\n");
        await at.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await at.WaitForURLAsync("**/sweeps/theirs");
        await at.Locator("b.good", new() { HasText = "done" }).WaitForAsync();

        await using Browser ofViewer = await Browser.StartAsync();
        IPage page = await SignInAsync(ofViewer, Role.Viewer, "/sweeps/theirs");
        await page.Locator("p.finding").WaitForAsync();
        string[] buttons = [.. await page.Locator("main button:not(.sort)").AllInnerTextsAsync()];
        Assert.Empty((await page.RunAxe()).Violations.Select(violation => violation.Id));
        await page.GotoAsync(silo.At("/sweeps/new").ToString());
        await page.Locator("#text").FillAsync("name: mine\naxes: {memory: [64M]}\n");
        await page.Locator("#checked", new() { HasText = "1 run; nothing is executed" }).WaitForAsync();

        Assert.Equal(["Show"], buttons);
        Assert.Equal(["Check"], await page.Locator("main button").AllInnerTextsAsync());
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        Assert.DoesNotContain(silo.Credentials.Secret(Role.Viewer),
            await page.EvaluateAsync<string>("JSON.stringify([localStorage, sessionStorage])"), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync(silo.At("/sweeps/theirs").ToString());
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
    }

    private async Task<IPage> SignInAsync(Browser browser, Role role, string path)
    {
        IPage page = await browser.NewPageAsync(1280);
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(silo.At(path).ToString());
        await page.GetByLabel("Token").FillAsync(silo.Credentials.Secret(role));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**" + path);
        return page;
    }
}
