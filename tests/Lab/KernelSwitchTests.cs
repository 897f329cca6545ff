using System.Text.Json;
using S2Grid.Lab.Tests.Faults;

namespace S2Grid.Lab.Tests;

/// <summary>A machine that boots the kernel which a run needs, by a command of its operator, and comes back.</summary>
public sealed class KernelSwitchTests
{
    private const string State = "/var/lib/s2grid-agent";

    [Fact]
    public async Task SwitchKernel_TwoKernelsOfOneMachine_InterleavesTheRunsOfBoth()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");
        await using LabGrid grid = await LabGrid.StartAsync();

        // What the second kernel's walker does is not rfc; it is called so, that the sweep has two variants.
        string commands = $"""
            [ -e {State}/identity.json ] || s2grid-agent register --silo {grid.EmulatedAddress} \
              --ca /ca.crt --token {await grid.TokenAsync()} --name twofold || exit 3
            exec s2grid-agent run --kernel-strategy '6.12.*=baseline' --kernel-strategy rfc \
              --switch-kernel 'rfc=boot-kernel backports' --switch-kernel 'baseline=boot-kernel 6.12'
            """;
        await grid.SweepAsync("variants", "{memory: 8M, backing: thp, scenario: enable, chunk: 2M, strategy: [baseline, rfc]}", repeats: 2,
            iterations: 1);
        await using LabProcess host = LabScripts.Start(
            "boot", "--kernel", "6.12", "--also", "backports", "--agent", await StaticAgent.FileAsync(), "--file",
            $"{grid.Authority}=/ca.crt",
            "--timeout", "840", "--", "sh", "-c", commands);

        IReadOnlyList<(int Run, string State, string Agent)> runs = await grid.UntilDoneAsync("variants");

        Assert.Equal([.. Enumerable.Range(0, 4).Select(run => (run, "succeeded", "twofold"))], runs);
        using JsonDocument results = JsonDocument.Parse(await grid.AskAsync("results", "variants", "--format", "json"));
        Assert.All(results.RootElement.GetProperty("runs").EnumerateArray(), run =>
        {
            bool isBaseline = run.GetProperty("strategy").GetString() == "baseline";
            Assert.Equal(isBaseline, run.GetProperty("kernel").GetString()!.StartsWith("6.12.", StringComparison.Ordinal));
            Assert.Equal(run.GetProperty("strategy").GetString(), run.GetProperty("kernel_strategy").GetString());
            Assert.Equal(4, run.GetProperty("enable.tables").GetInt64());
        });

        // Each repeat is a round: the first one begins with the kernel that runs, the second one with that which came up meanwhile.
        IReadOnlyList<(int Run, string Outcome)> history = await grid.HistoryAsync("twofold");
        Assert.Equal([0, 2, 3, 1], history.Reverse().Select(run => run.Run));
        Assert.Contains("Booted the kernel of variant rfc", host.Said, StringComparison.Ordinal);
        Assert.Contains("Booted the kernel of variant baseline", host.Said, StringComparison.Ordinal);
    }
}
