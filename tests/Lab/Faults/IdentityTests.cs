using S2Grid.Support;

namespace S2Grid.Lab.Tests.Faults;

/// <summary>Agents that are not, or are no longer, who they say.</summary>
public sealed class IdentityTests
{
    [Fact]
    public async Task TwoProcesses_OneIdentity_TheFirstIsServedAndTheOtherSaysWhyNot()
    {
        Assert.SkipWhen(LabGrid.WhyNot is not null, LabGrid.WhyNot ?? "");
        await using LabGrid grid = await LabGrid.StartAsync();
        await grid.RegisterAsync("one");
        LabProcess first = grid.StartAgent("one");
        await first.UntilSaidAsync("Connected");
        grid.CopyAgent("one", "copy");
        LabProcess second = grid.StartAgent("copy");
        await second.UntilSaidAsync("Not connected");

        await grid.SweepAsync("twins", "{memory: 8M, backing: 4k, scenario: enable, chunk: 0}", repeats: 2, iterations: 1);
        IReadOnlyList<(int Run, string State, string Agent)> runs = await grid.UntilDoneAsync("twins");

        Assert.Equal([(0, "succeeded", "one"), (1, "succeeded", "one")], runs);
        Assert.DoesNotContain("Run 0", second.Said, StringComparison.Ordinal);
        Assert.Matches("Not connected: .*The agent one runs already", second.Said);
        Assert.Contains("Refused Hello", grid.SiloSaid, StringComparison.Ordinal);

        first.Signal(ProcessSignals.Kill);
        await second.UntilSaidAsync("Connected");
    }

    [Fact]
    public async Task CredentialRevoked_InARun_AnotherDoesItAndBothSidesSayWhy()
    {
        Assert.SkipWhen(LabGrid.WhyNot is not null, LabGrid.WhyNot ?? "");
        await using LabGrid grid = await LabGrid.StartAsync();
        await grid.RegisterAsync("shady");
        await grid.RegisterAsync("honest");
        LabProcess shady = grid.StartAgent("shady");
        await grid.SweepAsync("revoked", "{memory: 256M, backing: 4k, scenario: enable, chunk: 0}", repeats: 2, iterations: 75);
        await shady.UntilSaidAsync("Run 0 of sweep revoked");

        await grid.AskAsync("agents", "revoke", "shady");
        await shady.UntilSaidAsync("Not connected");
        grid.StartAgent("honest");

        IReadOnlyList<(int Run, string State, string Agent)> runs = await grid.UntilDoneAsync("revoked");
        Assert.Equal([(0, "succeeded", "honest"), (1, "succeeded", "honest")], runs);
        Assert.Matches("Not connected: .*revoked", shady.Said);
        Assert.Matches("Refused .* of an agent at", grid.SiloSaid);
    }
}
