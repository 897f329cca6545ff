using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Protocol;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Agents;

/// <summary>Agents that are broken or mean harm: they are told why they are refused, and the service goes on.</summary>
public sealed class HostileAgentTests : IAsyncLifetime
{
    private AgentSilo silo = null!;

    public async ValueTask InitializeAsync() => silo = await AgentSilo.StartAsync();

    public ValueTask DisposeAsync() => silo.DisposeAsync();

    [Fact]
    public async Task Report_Of100MB_IsRefusedWithASentenceAndTheServiceGoesOn()
    {
        using FakeAgent agent = await silo.AgentAsync();
        await silo.RunAsync("large", "{memory: 64M, chunk: 0}");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;
        RunReport huge = agent.Success(experiment);
        huge.SurroundingsBefore["dmesg"] = new string('x', 100_000_000);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => agent.ReportAsync(huge));
        ReportReply stored = await agent.ReportAsync(agent.Success(experiment));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("larger than 16 MiB", refused.Status.Detail, StringComparison.Ordinal);
        Assert.True(stored.Stored);
        await Poll.UntilAsync(
            () => silo.Log.Lines.Any(line =>
                line.Contains("Refused Report of an agent at 127.0.0.1: The message is larger than 16 MiB", StringComparison.Ordinal)),
            () => string.Join('\n', silo.Log.Lines));
    }

    [Theory]
    [InlineData("Hello", "ff ff ff ff ff ff")]
    [InlineData("Report", "0a 7f 41")]
    [InlineData("Lease", "de ad be ef")]
    public async Task Call_MalformedMessage_IsRefusedWithASentenceAndTheServiceGoesOn(string call, string bytes)
    {
        byte[] message = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));
        byte[] frame = [0, 0, 0, 0, (byte)message.Length, .. message];
        using var client =
            new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(silo.Server.Agents, $"/s2grid.agent.v1.AgentGateway/{call}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));

        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using FakeAgent agent = await silo.AgentAsync();

        string said = Uri.UnescapeDataString(
            (answer.TrailingHeaders.TryGetValues("grpc-message", out IEnumerable<string>? trailing)
                ? trailing : answer.Headers.GetValues("grpc-message")).Single());
        Assert.Contains("The message cannot be read", said, StringComparison.Ordinal);
        Assert.Equal(LeaseReply.WorkOneofCase.None, (await agent.LeaseAsync()).WorkCase);
    }

    [Theory]
    [InlineData("hardware", "machine of altra1 said emulated")]
    [InlineData("simulated", "is not one that an agent can have")]
    public async Task Report_ProvenanceThatTheMachineHasNot_IsRefused(string provenance, string reason)
    {
        using FakeAgent agent = await silo.AgentAsync();
        await silo.RunAsync("claims", "{memory: 64M, chunk: 0}");
        RunReport report = agent.Success((await agent.LeaseWorkAsync()).Experiment);
        report.Provenance = provenance;

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => agent.ReportAsync(report));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(reason, refused.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "kernel", "had '6.12.107 #1 SMP' when it was given the run" },
        { "step", "No step is called 'rm -rf'" },
        { "twice", "The step enable is there twice" },
        { "beyond", "beyond the 2 iterations" },
        { "negative", "has no time that can be" },
        { "warm-up", "its last sample is a warm-up" },
        { "scope", "no scope is called 'kernel'" },
        { "outcome", "does not say how the run ended" },
        { "lease", "was not given run 0" },
        { "missing", "The step enable is missing" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Report_ThatCannotBe_IsRefusedAndTheRunKept(string what, string reason)
    {
        using FakeAgent agent = await silo.AgentAsync();
        await silo.RunAsync("broken", "{memory: 64M, chunk: 0}");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;
        RunReport report = agent.Success(experiment);
        Sample sample = report.Samples[0];
        switch (what)
        {
            case "kernel":
                report.Kernel = "6.13";
                break;
            case "step":
                sample.Steps[1].Name = "rm -rf";
                break;
            case "twice":
                sample.Steps[0].Name = "enable";
                break;
            case "beyond":
                sample.Steps[2].Name = "dirty-3";
                break;
            case "negative":
                sample.Steps[1].Nanoseconds = -1;
                break;
            case "warm-up":
                sample.WarmUp = true;
                break;
            case "scope":
                sample.Steps[1].Scope = "kernel";
                break;
            case "outcome":
                report.Outcome = RunOutcome.Unspecified;
                break;
            case "lease":
                report.Lease++;
                break;
            default:
                sample.Steps.RemoveAt(1);
                break;
        }

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => agent.ReportAsync(report));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(reason, refused.Status.Detail, StringComparison.Ordinal);
        Assert.True((await agent.ReportAsync(agent.Success(experiment))).Stored);
    }

    [Theory]
    [InlineData("rm -rf", "No step is called 'rm -rf'", "ioctl")]
    [InlineData("enable", "no scope is called 'kernel'", "kernel")]
    public async Task Report_ThatCannotBeThriceInARow_QuarantinesTheAgentAndAnotherDoesTheRun(string step, string reason, string scope)
    {
        using FakeAgent broken = await silo.AgentAsync("broken");
        SweepStart start = await silo.RunAsync("endless", "{memory: 64M, chunk: 0}");
        for (int report = 1; report <= 3; report++)
        {
            RunReport wrong = broken.Success((await broken.LeaseWorkAsync()).Experiment);
            (wrong.Samples[0].Steps[1].Name, wrong.Samples[0].Steps[1].Scope) = (step, scope);
            await Assert.ThrowsAsync<RpcException>(() => broken.ReportAsync(wrong));
        }

        AgentStatus status = await silo.Directory.Find("broken");
        LeaseReply nothing = await broken.LeaseAsync();
        using FakeAgent other = await silo.AgentAsync("other");
        ReportReply stored = await other.ReportAsync(other.Success((await other.LeaseWorkAsync()).Experiment));
        SweepProgress progress = (await silo.Server.Grains.GetGrain<ISweepGrain>(start.Status.Id).GetStatus()).Progress;

        Assert.Equal(AgentHealth.Quarantined, status.Health);
        Assert.Contains($"its report was refused: The report cannot be right: {reason}", status.Reason, StringComparison.Ordinal);
        Assert.Equal(LeaseReply.WorkOneofCase.None, nothing.WorkCase);
        Assert.True(stored.Stored);
        Assert.Equal((1, 0), (progress.DoneRuns, progress.FailedRuns));
    }

    [Fact]
    public async Task OtherPorts_DoNotAnswerAgents_AndTheirsAnswersNobodyElse()
    {
        using var onWebPort = new FakeAgent(silo.Server.Http);
        using var client =
            new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        await Assert.ThrowsAnyAsync<Exception>(() => onWebPort.HelloAsync());
        using HttpResponseMessage health =
            await client.GetAsync(new Uri(silo.Server.Agents, "/health/live"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, health.StatusCode);
        Assert.Contains($"health and metrics at {silo.Server.Http}",
            await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_ToWhoSpeaksHttp_SaysWhichPortIsForWhat()
    {
        using var client = new HttpClient();

        using HttpResponseMessage answer =
            await client.GetAsync(new Uri($"http://{silo.Server.Gateway}/health/live"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "This is the gateway of the cluster s2grid, which does not speak HTTP. This silo has its gateway for s2grid at "
            + $"{silo.Server.Gateway}, health and metrics at {silo.Server.Http}, and takes agents at {silo.Server.Agents}.\n",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
