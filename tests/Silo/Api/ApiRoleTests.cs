using System.Net.Http.Headers;
using S2Grid.Contracts.Access;
using S2Grid.Silo.Tests.Harness;

namespace S2Grid.Silo.Tests.Api;

public sealed class ApiRoleTests(SecureSilo silo) : IClassFixture<SecureSilo>
{
    [Theory]
    [InlineData("GET", "sweeps", Role.Viewer)]
    [InlineData("GET", "presets", Role.Viewer)]
    [InlineData("GET", "sweeps/none/runs", Role.Viewer)]
    [InlineData("GET", "compare?sweep=none", Role.Viewer)]
    [InlineData("GET", "cluster", Role.Viewer)]
    [InlineData("POST", "validate?preset=chunks", Role.Viewer)]
    [InlineData("POST", "sweeps", Role.Operator)]
    [InlineData("POST", "sweeps/none/pause", Role.Operator)]
    [InlineData("PUT", "sweeps/none/policy?weight=2", Role.Operator)]
    [InlineData("DELETE", "sweeps/none", Role.Operator)]
    [InlineData("POST", "vms", Role.Operator)]
    [InlineData("POST", "agents/tokens?expires=never", Role.Admin)]
    public async Task Address_AskedByEachRole_AnswersThoseOfItsRoleAndMore(string method, string address, Role needed)
    {
        Assert.Equal(401, await StatusAsync(method, address, null));
        Assert.Equal(401, await StatusAsync(method, address, "nobody's"));
        foreach (Role role in Enum.GetValues<Role>())
        {
            int status = await StatusAsync(method, address, silo.Credentials.Secret(role));
            bool may = role != Role.Agent && role >= needed;
            Assert.True(may == (status is not (401 or 403)), $"{role}: {status}");
        }
    }

    private async Task<int> StatusAsync(string method, string address, string? token)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(silo.Server.Http, $"api/v1/{address}"));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
