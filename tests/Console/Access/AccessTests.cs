using System.Net;
using S2Grid.Contracts.Access;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Access;

/// <summary>Who may see and change what, over HTTP, at a silo that asks for tokens.</summary>
/// <param name="silo">The silo.</param>
public sealed class AccessTests(LockedSilo silo) : IClassFixture<LockedSilo>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/vm?memory=1G")]
    [InlineData("/agents")]
    [InlineData("/cluster")]
    public async Task Page_WithoutAToken_LeadsToTheFormForOneAndBack(string path)
    {
        using HttpResponseMessage answer = await silo.Client.GetAsync(silo.At(path), Stop);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal($"/sign-in?to={Uri.EscapeDataString(path)}", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Page_ByALinkFromAnotherSite_IsAskedForAgainFromHereSoThatTheCookieComes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, silo.At("/cluster"));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using HttpResponseMessage answer = await silo.Client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("http-equiv=\"refresh\" content=\"0\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithAToken_SetsACookieThatScriptsAndOtherSitesDoNotGet()
    {
        string secret = silo.Credentials.Secret(Role.Viewer);
        using HttpResponseMessage answer = await PostAsync("/sign-in", null, ("token", secret), ("to", "/vm"));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/vm", answer.Headers.Location!.ToString());
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("https://elsewhere.example/")]
    public async Task SignIn_ToAnotherSite_LeadsToTheFirstPage(string to)
    {
        using HttpResponseMessage answer = await PostAsync("/sign-in", null, ("token", silo.Credentials.Secret(Role.Viewer)), ("to", to));

        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task SignIn_WithWhatIsNoToken_IsRefusedWithTheReason()
    {
        using HttpResponseMessage unknown = await PostAsync("/sign-in", null, ("token", "s2g_guessed"), ("to", "/"));
        using HttpResponseMessage agent = await PostAsync("/sign-in", null, ("token", silo.Credentials.Secret(Role.Agent)), ("to", "/"));

        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Contains("not known to this cluster", await unknown.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("has the role agent", await agent.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_OfAViewer_IsNotShownAndRefusedWhenTried()
    {
        string page = await (await GetAsync("/agents", Role.Viewer)).Content.ReadAsStringAsync(Stop);
        using HttpResponseMessage tried = await PostAsync("/agents/register", Role.Viewer);
        using HttpResponseMessage ofOperator = await PostAsync("/agents/register", Role.Operator);

        Assert.DoesNotContain("Register a machine", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, tried.StatusCode);
        Assert.Contains("has the role viewer; this needs admin", await tried.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, ofOperator.StatusCode);
    }

    [Fact]
    public async Task Register_ByAnAdmin_ShowsTheTokenAndTheExactCommand()
    {
        using HttpResponseMessage answer = await PostAsync("/agents/register", Role.Admin);
        string page = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Matches("""<code id="registration-token">[A-Za-z0-9_-]{20,}</code>""", page);
        Assert.Contains($"s2grid-agent register --silo {silo.Server.Agents.GetLeftPart(UriPartial.Authority)} --token-file -", page,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cross-site", null, true)]
    [InlineData("same-site", null, true)]
    [InlineData(null, "https://elsewhere.example", true)]
    [InlineData("same-origin", null, false)]
    public async Task Form_FromAnotherSiteOrWithoutItsKey_IsRefused(string? site, string? origin, bool withKey)
    {
        using HttpRequestMessage request = Posting("/agents/register", Role.Admin, withKey);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        using HttpResponseMessage answer = await silo.Client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("registration-token", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_OfTenMegabytes_IsRefused()
    {
        using HttpRequestMessage request = Posting("/theme", null, withKey: true, ("to", new string('x', 10 << 20)));
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await silo.Client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Form_OfAnOtherMethod_ChangesNothing()
    {
        using HttpResponseMessage answer = await GetAsync("/agents/register", Role.Admin);

        Assert.DoesNotContain("registration-token", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Any_AllowsNothingFromElsewhereAndNoFrame()
    {
        using HttpResponseMessage answer = await GetAsync("/vm", Role.Viewer);
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        string page = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("""<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=""", page);
        Assert.DoesNotMatch(@"(src|href)=""(https?:)?//", page);
    }

    [Fact]
    public async Task Token_OfAVisitor_StandsInNoLogAndNoPage()
    {
        string secret = silo.Credentials.Secret(Role.Operator);
        string page = await (await GetAsync("/cluster", Role.Operator)).Content.ReadAsStringAsync(Stop);

        Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
        Assert.DoesNotContain(silo.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private Task<HttpResponseMessage> GetAsync(string path, Role role)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, silo.At(path));
        request.Headers.Add("Cookie", $"s2grid-token={silo.Credentials.Secret(role)}");
        return silo.Client.SendAsync(request, Stop);
    }

    private Task<HttpResponseMessage> PostAsync(string path, Role? role, params (string Name, string Value)[] fields) =>
        silo.Client.SendAsync(Posting(path, role, withKey: true, fields), Stop);

    private HttpRequestMessage Posting(string path, Role? role, bool withKey, params (string Name, string Value)[] fields)
    {
        const string Key = "a-key-of-a-test";
        var request = new HttpRequestMessage(HttpMethod.Post, silo.At(path))
        {
            Content = new FormUrlEncodedContent(fields.Append(("form-key", withKey ? Key : "")).Select(field =>
                KeyValuePair.Create(field.Item1, field.Item2))),
        };
        request.Headers.Add("Cookie",
            $"s2grid-form={Key}" + (role is { } holder ? $"; s2grid-token={silo.Credentials.Secret(holder)}" : ""));
        return request;
    }
}
